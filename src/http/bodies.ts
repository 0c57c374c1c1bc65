/**
 * Reads the bodies of requests into memory, within bounds: each has a time to arrive in and a size, and together they
 * have a size too. Those who send much at once lose before those who send what a request needs.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../log.ts';

/** More than any payload from Slack. */
const mostBytes = 1_000_000;
const mostBytesTogether = 16_000_000;
const arrivesWithinMs = 5_000;

interface Arriving {
  body: Body;
  drop: () => void;
}

/** Gathers the pieces in one stretch of memory: kept apart, a piece of one byte takes a hundred. */
class Body {
  #memory = Buffer.alloc(0);
  #length = 0;

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  add(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (length > this.#memory.length) {
      const larger = Buffer.alloc(Math.max(length, 2 * this.#memory.length));
      this.#memory.copy(larger);
      this.#memory = larger;
    }
    piece.copy(this.#memory, this.#length);
    this.#length = length;
  }

  read(): Buffer {
    return this.#memory.subarray(0, this.#length);
  }
}

export class Bodies {
  readonly #logger: Logger;
  readonly #arriving = new Set<Arriving>();
  #bytes = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Undefined once the request was refused or its sender has gone. An arrow function, so it can be passed on alone. */
  readonly read = (request: IncomingMessage, response: ServerResponse): Promise<Buffer | undefined> =>
    new Promise((resolve) => {
      const body = new Body();
      const arriving: Arriving = { body, drop: () => refuse(503, { connection: 'close' }) };
      const end = (read?: Buffer): void => {
        if (!this.#arriving.delete(arriving)) return;
        clearTimeout(timer);
        this.#bytes -= body.length;
        request.off('data', take);
        // What still comes is thrown away: left unread, it would block the connection.
        request.resume();
        resolve(read);
      };
      const refuse = (status: number, headers: Record<string, string> = {}): void => {
        this.#logger.warn({ status, bytes: body.length }, 'a request’s body was refused');
        response.writeHead(status, headers).end();
        end();
      };
      const take = (piece: Buffer): void => {
        body.add(piece);
        this.#bytes += piece.length;
        if (body.length > mostBytes) refuse(413);
        else this.#keepWithin();
      };
      const timer = setTimeout(() => refuse(408, { connection: 'close' }), arrivesWithinMs);
      this.#arriving.add(arriving);
      if (Number(request.headers['content-length']) > mostBytes) return refuse(413);
      request.on('data', take);
      request.once('end', () => end(body.read()));
      request.once('close', () => end());
    });

  #keepWithin(): void {
    if (this.#bytes <= mostBytesTogether) return;
    const [largest] = [...this.#arriving].toSorted((one, other) => other.body.length - one.body.length);
    largest?.drop();
  }
}
