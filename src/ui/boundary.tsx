/** Catches a panel's own fault: the panel says so and offers to go on; the other panels do. */
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';

interface Props {
  readonly name: string;
  readonly children: ReactNode;
}
interface State {
  readonly error: Error | null;
}

export class Boundary extends Component<Props, State> {
  override state: State = { error: null };
  static getDerivedStateFromError(error: Error): State {
    return { error };
  }
  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(`the panel "${this.props.name}" broke`, error, info.componentStack);
  }
  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const report = `Podarium, panel "${this.props.name}"\n${error.stack ?? error.message}`;
    return (
      <section className="broken" role="alert">
        <h2>This panel has a fault of ours</h2>
        <p>Your work is kept; the other panels go on.</p>
        <pre>{error.message}</pre>
        <div>
          <button type="button" className="button line" onClick={() => this.setState({ error: null })}>Try again</button>
          <CopyButton className="button line" text={report} label="Copy a report" />
          <button type="button" className="button line" onClick={() => location.reload()}>Reload the page</button>
        </div>
      </section>
    );
  }
}
