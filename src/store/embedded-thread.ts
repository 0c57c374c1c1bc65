/**
 * PGlite on a thread of its own, to which `pg` connects as to a server: a statement that takes seconds holds up no
 * acknowledgement to Slack.
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Duplex } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';

/**
 * All connections share one session. So the first message of each, which asks to begin, ends what the one before it left
 * open, and gets the answer of a server that asks for no password.
 */
const threadScript = `
  const { parentPort, workerData: { module, dataDir, settings } } = require('node:worker_threads');
  const welcome = Uint8Array.of(82, 0, 0, 0, 8, 0, 0, 0, 0, 90, 0, 0, 0, 5, 73);
  import(module).then(async ({ default: { PGlite } }) => {
    const startParams = [...PGlite.defaultStartParams, ...settings];
    const pglite = await PGlite.create({ dataDir, startParams });
    let last = Promise.resolve();
    const begin = async () => {
      await pglite.exec('ROLLBACK');
      return welcome;
    };
    parentPort.on('message', (port) => {
      if (port === null) {
        last = last.then(() => pglite.close()).then(() => process.exit());
        return;
      }
      let isNew = true;
      port.on('message', (asked) => {
        const answer = isNew ? begin : () => pglite.execProtocolRaw(asked);
        isNew = false;
        last = last.then(answer).then((bytes) => port.postMessage(bytes));
      });
    });
    parentPort.postMessage('ready');
  });
`;

/** The only message of the client that gets no answer: it ends the connection. */
const terminate = 'X'.charCodeAt(0);

export class EmbeddedThread {
  readonly #worker: Worker;
  #failure: Error | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('error', (error) => {
      this.#failure = error;
    });
  }

  /** @throws what keeps PGlite from opening the directory */
  static async open(dataDir: string, settings: string[]): Promise<EmbeddedThread> {
    const module = pathToFileURL(createRequire(import.meta.url).resolve('@electric-sql/pglite')).href;
    const worker = new Worker(threadScript, { eval: true, workerData: { module, dataDir, settings } });
    const thread = new EmbeddedThread(worker);
    await once(worker, 'message');
    return thread;
  }

  connect(): Duplex {
    const { port1: port, port2: theirs } = new MessageChannel();
    this.#worker.postMessage(theirs, [theirs]);
    const connection = new Connection(port);
    const fail = (error: Error) => connection.destroy(error);
    if (this.#failure !== undefined) fail(this.#failure);
    this.#worker.once('error', fail);
    connection.once('close', () => this.#worker.off('error', fail));
    return connection;
  }

  /** Once the connections have ended. */
  async close(): Promise<void> {
    if (this.#failure !== undefined) return;
    this.#worker.postMessage(null);
    await once(this.#worker, 'exit');
  }
}

/** What `pg` takes for a socket. */
class Connection extends Duplex {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('message', (bytes: Uint8Array) => this.push(bytes));
  }

  connect(): void {
    setImmediate(() => this.emit('connect'));
  }

  setNoDelay(): void {}

  ref(): void {}

  unref(): void {}

  override _read(): void {}

  override _write(bytes: Uint8Array, _encoding: unknown, done: () => void): void {
    if (bytes[0] !== terminate) {
      // A copy: what it is cut from is used again.
      const copy = Uint8Array.from(bytes);
      this.#port.postMessage(copy, [copy.buffer]);
    }
    done();
  }

  override _writev(chunks: { chunk: Uint8Array }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), undefined, done);
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#port.close();
    done(error);
  }
}
