/** What a lesson's texts claim that the cluster says: quoted messages, and whether they were said on the lesson's own way. */
import type { Simulation } from '../cluster/contract/simulation.ts';
import type { LineResult } from './scripts.ts';
import type { Lesson, Step } from './types.ts';

/** Words with which code begins that is no message. */
const TOOLS = /^(?:kubectl|sim|sh|test|trap|kill|cat|wget|curl|nc|ls|ps|echo|sleep|export|env|nginx|redis-cli)\b/;
const FEWEST_WORDS = 4;
const QUOTED = /`([^`]+)`/g;
/** A message in code marks: a sentence of the machine, neither a command nor a line of YAML. Where it is cut short, its beginning counts. */
function messagesIn(text: string): readonly string[] {
  return [...text.matchAll(QUOTED)].flatMap(([, code = '']) => {
    const message = code.replace(/\s*(?:\.\.\.|…)$/, '');
    return message.split(/\s+/).length >= FEWEST_WORDS && !TOOLS.test(message) && !/[{[]/.test(message.replace(/\[\d+\]/g, '')) ? [message] : [];
  });
}
interface Claim {
  readonly step: Step;
  readonly message: string;
}
/** Wrong answers may say what they like; everything else is held to it. */
export const claimsOf = ({ steps }: Lesson): readonly Claim[] => steps.flatMap(step => {
  const texts = [step.text, ...('options' in step && step.kind !== 'recall' ? step.options.filter(({ right }) => right).flatMap(({ text, reply }) => [text, reply]) : [])];
  return texts.flatMap(messagesIn).map(message => ({ step, message }));
});

/** Everything that a cluster says: what its commands print, its events, conditions, container states and logs, its refusals and answers. */
export function saidBy(simulation: Simulation, lines: readonly LineResult[]): string {
  const view = simulation.view();
  const pods = view.list('pods').flatMap(({ metadata, status }) => {
    const states = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
    return [
      ...(status.conditions ?? []).map(({ message }) => message ?? ''), status.message ?? '',
      ...states.flatMap(({ state, lastState }) => [state, lastState].flatMap(each => [each?.waiting?.message ?? '', each?.terminated?.message ?? ''])),
      ...states.map(({ name }) => simulation.logText({ namespace: metadata.namespace, pod: metadata.name, container: name })),
    ];
  });
  const trace = simulation.traceSince(null).flatMap(event => [...('message' in event ? [event.message] : []), ...('answer' in event ? [event.answer] : []), ...('why' in event ? [event.why] : [])]);
  return [...lines.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...view.list('events').map(({ message }) => message ?? ''), ...pods, ...trace].join('\n');
}
