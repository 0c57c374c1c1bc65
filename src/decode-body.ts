/** Reads the body of somebody's answer: bounded, and decoded if it is compressed, which the app never asks for. */
import { promisify } from 'node:util';
import { brotliDecompress, inflateRaw, unzip } from 'node:zlib';

/** The body came, but is too large, or in a coding that can't be decoded. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
}

/**
 * `mostBytes` bounds what is sent and what it unpacks to.
 *
 * @throws BodyError; a connection that breaks throws its own error
 */
export async function decodeBody(
  body: AsyncIterable<Uint8Array>,
  coding: string | undefined,
  mostBytes: number,
): Promise<string> {
  return new TextDecoder().decode(await decode(await collect(body, mostBytes), coding, mostBytes));
}

async function decode(bytes: Buffer, coding: string | undefined, mostBytes: number): Promise<Buffer> {
  const name = coding?.trim().toLowerCase();
  if (bytes.length === 0 || name === undefined || name === '' || name === 'identity') return bytes;
  const unpack = codings.get(name);
  if (unpack === undefined) throw new BodyError('the body is in an unknown coding');
  try {
    return await unpack(bytes, { maxOutputLength: mostBytes });
  } catch (cause) {
    const isBomb = cause instanceof RangeError;
    throw new BodyError(
      isBomb ? 'the body is larger than is read, once it is unpacked' : 'the body can’t be unpacked',
      { cause },
    );
  }
}

type Unpack = (bytes: Buffer, bounds: { maxOutputLength: number }) => Promise<Buffer>;

const unzipped: Unpack = promisify(unzip);
const withoutHeader: Unpack = promisify(inflateRaw);

/** Some servers leave out zlib's header, whose first byte ends in 8. */
const inflated: Unpack = (bytes, bounds) => {
  const hasHeader = ((bytes[0] ?? 0) & 0x0f) === 8;
  return hasHeader ? unzipped(bytes, bounds) : withoutHeader(bytes, bounds);
};

const codings: ReadonlyMap<string, Unpack> = new Map([
  ['gzip', unzipped],
  ['x-gzip', unzipped],
  ['deflate', inflated],
  ['br', promisify(brotliDecompress)],
]);

async function collect(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes) throw new BodyError('the body is larger than is read');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
