import { expect, test } from 'vitest';
import { createSimulation } from '../../cluster/engine/index.ts';
import { recordingCluster } from '../../cluster/engine/presets.ts';
import { drive, runCommandLine } from '../index.ts';

/** What the last of these lines prints; files and variables are kept from one to the next. */
function last(...lines: readonly string[]): string {
  const simulation = createSimulation(recordingCluster(['node-1']));
  const files = new Map([['cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {mode: fast}\n']]);
  return lines.reduce((_, line) => {
    const { stdout, stderr } = drive(simulation, runCommandLine(line, {}), { files });
    return stdout + stderr;
  }, '');
}

const cases: readonly { readonly name: string; readonly lines: readonly string[]; readonly want: string }[] = [
  { name: 'a variable is kept for the next line', lines: ['A=1', 'echo $A "${A}2" \'$A\''], want: '1 12 $A\n' },
  { name: 'a command gives words to another', lines: ['kubectl create ns demo', 'echo "[$(kubectl get ns demo -o name)]" `echo b`'], want: '[namespace/demo] b\n' },
  { name: 'what is not quoted falls into words', lines: ["A='x   y'", 'echo $A "$A"'], want: 'x y x   y\n' },
  { name: 'the last exit code can be asked for', lines: ['kubectl get pod nobody', 'echo $?'], want: '1\n' },
  { name: 'a dollar before no name stands for itself', lines: ["echo $.kind '{$}' $ a$"], want: '$.kind {$} $ a$\n' },
  { name: 'an editor that is named does the editing', lines: ['kubectl apply -f cm.yaml', 'KUBE_EDITOR="sed -i s/fast/slow/" kubectl edit cm cm'], want: 'configmap/cm edited\n' },
  { name: 'an editor that changes nothing cancels', lines: ['kubectl apply -f cm.yaml', 'EDITOR=true kubectl edit cm cm'], want: 'Edit cancelled, no changes made.\n' },
  { name: 'what is edited before it is created is created so', lines: ["KUBE_EDITOR=\"sed -i 's/name: cm/name: other/'\" kubectl create -f cm.yaml --edit"], want: 'configmap/other created\n' },
  { name: 'a command may speak on standard error', lines: ['echo a >&2 | wc -l'], want: '0\na\n' },
  { name: 'sed changes, deletes and prints lines', lines: ["seq 4 | sed -n '2,3s/$/!/p'"], want: '2!\n3!\n' },
  { name: 'awk prints fields', lines: ["kubectl get ns | awk 'NR>1 {print $1\":\"$2}' | head -1"], want: 'default:Active\n' },
  { name: 'cut takes fields, tr signs', lines: ['echo a:b:c | cut -d: -f1,3 | tr a-c A-C'], want: 'A:C\n' },
  { name: 'grep shows the lines around what it finds', lines: ['seq 9 | grep -n -A1 -B1 -e 3 -e 7'], want: '2-2\n3:3\n4-4\n--\n6-6\n7:7\n8-8\n' },
  { name: 'grep shows the parts that it finds', lines: ["echo app=web,tier=db | grep -o '[a-z]*=[a-z]*'"], want: 'app=web\ntier=db\n' },
  { name: 'words are given to a command in turn', lines: ['seq 2 | xargs -I{} echo pod-{}'], want: 'pod-1\npod-2\n' },
  { name: 'tee keeps what it passes on', lines: ['echo a | tee -a kept.txt', 'echo b | tee -a kept.txt', 'cat kept.txt'], want: 'a\nb\n' },
];
for (const { name, lines, want } of cases) test(name, () => expect(last(...lines)).toBe(want));
