/** What is wrong with a lesson's files, each at its file and line. Everything in it is shown as text. */
import type { ReactNode } from 'react';
import type { ContentIssue } from '../../session/lessons/play.ts';

const MOST = 60;

export function IssueList({ issues }: { readonly issues: readonly ContentIssue[] }): ReactNode {
  if (issues.length === 0) return null;
  return (
    <ul className="o-issues" aria-label="Faults">
      {issues.slice(0, MOST).map(({ file, line, severity, code, message }, at) => (
        <li key={at} data-severity={severity}>
          <code>{file.slice(-60)}:{line}</code>
          <span>{message}</span>
          <small>{severity === 'warning' ? `${code}, a warning` : code}</small>
        </li>
      ))}
      {issues.length > MOST && <li>and {issues.length - MOST} more</li>}
    </ul>
  );
}
