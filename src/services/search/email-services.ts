/** The services that are asked for emails, one request each. A tenant without a licence for one is refused that one only. */
import { HecForbiddenError, HecRequestRefusedError } from '../../hec/errors.ts';

export class EmailServices {
  readonly names: readonly string[];
  readonly #refused = new Map<string, unknown>();

  constructor(names: readonly string[]) {
    this.names = names;
  }

  /** Ends quietly if HEC refuses the service. One that it has refused before isn't asked. */
  async *ask<T, R>(name: string, asking: AsyncGenerator<T, R>): AsyncGenerator<T, R | undefined> {
    if (this.#refused.has(name)) return undefined;
    try {
      return yield* asking;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#refused.set(name, error);
      return undefined;
    }
  }

  /** @throws the refusal if no service is left that could have an answer */
  throwIfNoneIsLeft(): void {
    const [refusal] = this.#refused.values();
    if (refusal !== undefined && this.#refused.size === this.names.length) throw refusal;
  }
}

/** Whether HEC won't answer this, however often it is asked. */
export function isRefusal(error: unknown): boolean {
  return error instanceof HecForbiddenError || error instanceof HecRequestRefusedError;
}
