/** Lists of resources: amounts are kept in thousandths at the finest. Follows SetDefaults_ResourceList. */
import { inField, textOf, withField, type Fields } from '../fields.ts';
import { roundUpToMilli } from '../resources.ts';

export function roundedList(list: Fields): Fields {
  let made = list;
  for (const name in list) made = withField(made, name, roundUpToMilli(textOf(list[name])));
  return made;
}
export const requirements = (each: Fields): Fields => inField(inField(each, 'limits', roundedList), 'requests', roundedList);
