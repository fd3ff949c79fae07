import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Prose } from './Prose.tsx';

/** What a line may not break apart, as it is read. */
const unbroken = (text: string): readonly string[] => [...renderToStaticMarkup(<Prose text={text} />).matchAll(/<span class="g-word">(.*?)<\/span>/g)].map(([, inner = '']) => inner.replace(/<[^>]*>/g, ''));
const read = (text: string): string => renderToStaticMarkup(<Prose text={text} />).replace(/<span[^>]*popover.*?<\/span>/g, '').replace(/<[^>]*>/g, '');

test('a comma or a full stop stays on the line of the word before it, and is read once', () => {
  expect(unbroken('The kubelet, a manifest: and (a taint). No more.')).toEqual(['kubelet,', 'manifest:', 'taint).']);
  expect(unbroken('The **kubelet**, then')).toEqual(['kubelet,']);
  for (const text of ['The kubelet, a manifest: and (a taint). No more.', 'A kubelet']) expect(read(text)).toBe(text);
});
