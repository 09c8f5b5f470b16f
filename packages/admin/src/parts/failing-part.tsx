import { Component, type ReactNode } from 'react';
import { ProblemNote } from './problem-note.js';

interface Props {
  readonly children: ReactNode;
}

/** Says so in place of a part of the page that cannot be shown, and leaves the rest as it is. */
export class FailingPart extends Component<Props, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <ProblemNote error={this.state.error} />;
  }
}
