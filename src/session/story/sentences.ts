/** One sentence for each step of the story: what happened, and why. Words come from the record alone. */
import type { ApiRequestTrace, TraceEvent } from '../../cluster/contract/trace.ts';

/** A part of a sentence: plain, the name of a thing (bold), or what a machine would write (mono). */
type Part = string | { readonly strong: string } | { readonly code: string };
export type Sentence = readonly Part[];

const b = (text: string): Part => ({ strong: text });
const c = (text: string): Part => ({ code: text });
type Traced<Type extends TraceEvent['type']> = Extract<TraceEvent, { readonly type: Type }>;
export const sentenceText = (sentence: Sentence): string => sentence.map(part => (typeof part === 'string' ? part : 'strong' in part ? part.strong : part.code)).join('');

/** The sentence of a record, or null where it is no step of its own. `lastLine` is what a container said last, `fate` what becomes of a Pod's place, where these are known. */
export function sentenceOf(record: TraceEvent, lastLine = '', fate = ''): Sentence | null {
  switch (record.type) {
    case 'api/request': return requestSentence(record);
    case 'scheduler/queued':
      if (record.queue === 'gated') return ['The scheduler leaves ', b(record.pod), ' alone: it has scheduling gates.'];
      return null;
    case 'scheduler/attempt': return attemptSentence(record);
    case 'scheduler/bound': return ['The scheduler has bound ', b(record.pod), ' to ', b(record.node), '. Nothing runs yet: ', c('nodeName'), ' is only a field in etcd until the kubelet there reads it.'];
    case 'scheduler/preempted': return ['To make room for ', b(record.pod), ' on ', b(record.node), ', the scheduler evicts ', ...list(record.victims), ': their priority is lower.'];
    case 'scheduler/filtered': case 'scheduler/scored': return null;
    case 'kubelet/admitted':
      return record.ok
        ? ['The kubelet on ', b(record.node), ' sees that ', b(record.pod), ' is now its own, and takes it in.']
        : ['The kubelet on ', b(record.node), ' turns ', b(record.pod), ' away: ', c(record.message)];
    case 'kubelet/sandbox': return sandboxSentence(record);
    case 'kubelet/pulling': return [b(record.node), ' does not have ', c(record.image), ' yet. The kubelet pulls it from the registry, for ', b(record.container), '.'];
    case 'kubelet/pulled':
      if (!record.ok) return [c(record.image), ' cannot be pulled for ', b(record.container), ': ', c(record.message)];
      return record.present ? null : [c(record.image), ' is on ', b(record.node), ' now; it stays there for the next Pod.'];
    case 'runtime/created': return null;
    case 'runtime/started':
      if (record.restart > 0) return [b(record.container), ' starts again, in the same Pod, with the same address: restart ', b(String(record.restart)), '.'];
      return record.ephemeral ? ['The ephemeral container ', b(record.container), ' joins ', b(record.pod), '.'] : [b(record.container), ' starts inside ', b(record.pod), ', behind the Pod’s address.'];
    case 'runtime/exited': return exitSentence(record, lastLine);
    case 'runtime/exec': return ['In ', b(`${record.pod}/${record.container}`), ' runs ', c(record.command.join(' ').slice(0, 60)), record.ok ? '.' : `. It ends with exit code ${record.exitCode}.`];
    case 'runtime/listening': return [
      b(record.container), ' opens port ', c(String(record.port)),
      record.address.startsWith('127.') ? ' on localhost only: nobody outside the Pod reaches it.' : ': it can be reached at the Pod’s address and on localhost.',
    ];
    case 'runtime/signal': return [b(record.container), ' gets ', c(record.signal), '.'];
    case 'runtime/bounded': return ['Podarium cut ', b(record.container), ' short: ', record.message];
    case 'kubelet/probe': return probeSentence(record);
    case 'kubelet/backoff': return ['The kubelet waits ', b(seconds(record.seconds)), ' before it tries ', b(record.container), ' again', record.why === '' ? '.' : `: ${record.why}.`];
    case 'kubelet/killing': return ['The kubelet stops ', b(record.container), record.why === '' ? '' : ` (${record.why})`, ': first politely, then, after ', b(seconds(record.grace)), ', by force.'];
    case 'kubelet/terminating': return [b(record.pod), ' is to go. It has ', b(seconds(record.grace)), ' to say goodbye.', ...fated(fate)];
    case 'kubelet/condition': return conditionSentence(record);
    case 'kubelet/phase': return phaseSentence(record, fate);
    case 'network/call': return callSentence(record);
    case 'network/forward': return ['Port ', c(String(record.port)), ' of ', b(record.to), ' is forwarded through the API server.'];
    case 'endpoints/added': return ['The Service ', b(record.service), ' now sends to ', b(record.pod), '.'];
    case 'endpoints/removed': return ['The Service ', b(record.service), ' no longer sends to ', b(record.pod), '.'];
    case 'node/ready': return [b(record.node), ' is ready.'];
    case 'node/lost': return ['Nobody has heard of ', b(record.node), ' for a while: ', record.message];
    case 'controller/acted': return ['The ', b(record.controller), ' sees to ', b(record.object), ': ', record.message];
    case 'rollout/finished': return ['The roll-out of ', b(record.name), ' is complete.'];
    case 'note': return ['About ', b(record.object), ': ', record.message];
  }
}

/** What becomes of its place, as a sentence of its own. */
const fated = (fate: string): Sentence => (fate === '' ? [] : [` ${fate.charAt(0).toUpperCase()}${fate.slice(1)}.`]);
const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`;
const seconds = (value: number): string => (value === 1 ? '1 second' : `${Math.round(value)} seconds`);
const list = (names: readonly string[]): readonly Part[] => names.flatMap((name, index) => (index === 0 ? [b(name)] : [index === names.length - 1 ? ' and ' : ', ', b(name)]));

const VERBS: Readonly<Record<string, string>> = { create: 'create', update: 'replace', patch: 'change', delete: 'delete', deletecollection: 'delete all', get: 'read', list: 'list' };

function attemptSentence(record: Traced<'scheduler/attempt'>): Sentence {
  if (record.chosen === '') return ['No node can take ', b(record.pod), '. It stays Pending: ', c(record.message.replace(/ preemption: .*$/s, ''))];
  const weighs: Sentence = ['The scheduler weighs ', count(record.nodes, 'node'), ' for ', b(record.pod), ': '];
  if (record.feasible.length === 1) return [...weighs, 'only ', b(record.chosen), ' can take it.'];
  return [...weighs, `${record.feasible.length} can take it, and `, b(record.chosen), ' scores best.'];
}
function sandboxSentence(record: Traced<'kubelet/sandbox'>): Sentence {
  if (record.state === 'creating') return ['The kubelet asks for the sandbox of ', b(record.pod), ': one set of namespaces that all its containers will share.'];
  if (record.state === 'ready') return ['Before any container, ', b(record.pod), ' has its network and its one address, ', c(record.ip), '.'];
  if (record.state === 'failed') return ['The sandbox of ', b(record.pod), ' could not be made: ', c(record.message)];
  return ['The sandbox of ', b(record.pod), ' is gone, and its address is free again.'];
}
function conditionSentence(record: Traced<'kubelet/condition'>): Sentence | null {
  if (record.condition !== 'Ready') return null;
  if (record.status === 'True') return ['All containers of ', b(record.pod), ' are ready, so the Pod is ', b('Ready'), ': Services may send to it.'];
  return [b(record.pod), ' is not ready any more', record.reason === '' ? '' : ` (${record.reason})`, ': Services stop sending to it.'];
}
function phaseSentence(record: Traced<'kubelet/phase'>, fate: string): Sentence | null {
  if (record.phase === 'Succeeded') return ['Every container of ', b(record.pod), ' has ended well: its phase is ', b('Succeeded'), '.'];
  if (record.phase === 'Failed') return [b(record.pod), ' has failed', record.reason === '' ? '' : ` (${record.reason})`, ': its phase is ', b('Failed'), '.', ...fated(fate)];
  return null;
}

/** Requests of people are told; those of the cluster's own parts are its breath. */
function requestSentence(record: ApiRequestTrace): Sentence | null {
  if (record.user.startsWith('system:')) return null;
  const what = record.name === '' ? record.kind : record.name;
  if (record.code < 400) {
    if (record.subresource === 'exec' || record.subresource === 'log') return null;
    const done: Readonly<Record<string, Sentence>> = {
      create: ['The API server has checked ', b(what), ' and written it down. Created means stored: nothing runs yet.'],
      delete: ['The API server has marked ', b(what), ' for deletion. The kubelet will see to the rest.'],
    };
    return done[record.verb] ?? ['The API server has checked the change of ', b(what), ' and written it down.'];
  }
  if (record.code === 401) return ['The API server does not know who asks: the token names nobody. It stops at the door, before it looks at anything else.'];
  if (record.code === 403 && record.stages.at(-1)?.stage === 'authorise') return [
    b(record.user), ' may not ', VERBS[record.verb] ?? record.verb, ' ', c(record.resource), '. The API server stops here, before it looks at anything else.',
  ];
  const read = record.verb === 'get' || record.verb === 'list' || record.verb === 'watch';
  const then = read ? '.' : '. Nothing was written, so no scheduler and no node will ever hear of it.';
  return ['The API server refuses ', record.name === '' ? 'this ' : '', b(what), ': ', ...whyRefused(record), then];
}

const LONGEST_VALUE = 28;
/** The first cause, short enough for a caption: the whole of it stands at its line, in the terminal and in the inspector. */
function whyRefused({ causes, message }: ApiRequestTrace): Sentence {
  const [first] = causes;
  // Some causes are a word for programs alone.
  if (first === undefined || first.message === '') return [c(message.replace(/^.* cannot be handled as a [A-Za-z]+: (strict decoding error: )?/, '').replace(/^[a-z.]+ "[^"]*" is forbidden: /, ''))];
  const field = first.field.split('.').at(-1) ?? first.field;
  const others = causes.length > 1 ? ` (and ${causes.length - 1} more)` : '';
  const [, value = '', rule = ''] = /^Invalid value: (.*?): (.*)$/s.exec(first.message) ?? [];
  if (rule === '') return [c(`${field}: ${first.message}`), others];
  return [c(value.length > LONGEST_VALUE ? field : `${field}: ${value}`), ` ${rule.replace(/ \(e\.g\. .*$/s, '')}${others}`];
}

/** Why, in plain words, for what programs say when they give up. */
const WHY: readonly (readonly [says: RegExp, why: string])[] = [
  [/address already in use/i, ' The containers of a Pod share one address, so each port can be had only once.'],
  [/permission denied/i, ' It may not do that as the user that it runs as.'],
  [/connection refused/i, ' Nobody listened where it called.'],
];
function exitSentence(record: Traced<'runtime/exited'>, lastLine: string): Sentence {
  if (record.reason === 'OOMKilled') return [b(record.container), ' took more memory than its limit; the kernel killed it (', c('OOMKilled'), ', exit code 137).'];
  if (record.signal !== '') return [b(record.container), ' was ended by ', c(record.signal), ' (exit code ', c(String(record.exitCode)), ').'];
  if (record.exitCode === 0) return [b(record.container), ' has done its work and ended with exit code ', c('0'), '.'];
  const said = (record.message.trim() === '' ? lastLine : record.message).trim().split('\n').at(-1)?.slice(0, 120) ?? '';
  const why = WHY.find(([says]) => says.test(said))?.[1] ?? '';
  return said === '' ? [b(record.container), ' ended with exit code ', c(String(record.exitCode)), '.'] : [b(record.container), ' ended with exit code ', c(String(record.exitCode)), ': ', c(said), '.', why];
}

function probeSentence(record: Traced<'kubelet/probe'>): Sentence | null {
  if (record.ok) return null;
  const misses: Part = `${record.failures} of ${record.threshold} misses`;
  const then = { startup: 'then the container is restarted', readiness: 'then Services stop sending to it', liveness: 'then the container is restarted' }[record.probe];
  if (record.failures > record.threshold) return ['The ', record.probe, ' probe of ', b(record.container), ` still fails: ${record.failures} times in a row.`];
  return ['The ', record.probe, ' probe of ', b(record.container), ' fails: ', misses, record.failures >= record.threshold ? '.' : `; ${then}.`];
}

function callSentence(record: Traced<'network/call'>): Sentence | null {
  if (record.purpose !== 'call') return null;
  const target = c(`${record.address}:${record.port}`);
  if (record.result === 'open') {
    const onLoopback = record.hops.some(({ place }) => place === 'lo');
    const way: Sentence = onLoopback
      ? [' They share one network namespace, so the packet never leaves ', c('lo'), '.']
      : record.via === '' ? [' No address is rewritten on the way.'] : [' The Service ', b(record.via), ' is rewritten to a Pod on the way.'];
    if (record.protocol === 'UDP') return [b(record.from), ' sends a datagram to ', target, ', and it comes to ', b(record.to), '. Nobody promises an answer.', ...way];
    return [b(record.from), ' calls ', target, ' and ', b(record.to), ' answers.', ...way];
  }
  const outcome: Readonly<Record<string, string>> = {
    refused: 'is refused: nobody listens there', timeout: 'hears nothing until it gives up', reset: 'is cut off', 'unknown host': 'finds nobody of that name',
    unreachable: 'finds no way there',
  };
  return [b(record.from), ' calls ', target, ' and ', outcome[record.result] ?? record.result, record.why === '' ? '.' : `. ${record.why}`];
}
