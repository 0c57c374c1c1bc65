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
  bytes: number;
  drop: () => void;
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
      const chunks: Buffer[] = [];
      const arriving: Arriving = { bytes: 0, drop: () => refuse(503, { connection: 'close' }) };
      const end = (body?: Buffer): void => {
        if (!this.#arriving.delete(arriving)) return;
        clearTimeout(timer);
        this.#bytes -= arriving.bytes;
        request.off('data', take);
        // What still comes is thrown away: left unread, it would block the connection.
        request.resume();
        chunks.length = 0;
        resolve(body);
      };
      const refuse = (status: number, headers: Record<string, string> = {}): void => {
        this.#logger.warn({ status, bytes: arriving.bytes }, 'a request’s body was refused');
        response.writeHead(status, headers).end();
        end();
      };
      const take = (chunk: Buffer): void => {
        chunks.push(chunk);
        arriving.bytes += chunk.length;
        this.#bytes += chunk.length;
        if (arriving.bytes > mostBytes) refuse(413);
        else this.#keepWithin();
      };
      const timer = setTimeout(() => refuse(408, { connection: 'close' }), arrivesWithinMs);
      this.#arriving.add(arriving);
      if (Number(request.headers['content-length']) > mostBytes) return refuse(413);
      request.on('data', take);
      request.once('end', () => end(Buffer.concat(chunks)));
      request.once('close', () => end());
    });

  #keepWithin(): void {
    if (this.#bytes <= mostBytesTogether) return;
    const [largest] = [...this.#arriving].toSorted((one, other) => other.bytes - one.bytes);
    largest?.drop();
  }
}
