/** Reads the body of Slack's answer: bounded, and decoded if it is compressed, which the app never asks for. */
import { promisify } from 'node:util';
import { brotliDecompress, inflateRaw, unzip } from 'node:zlib';

/** Slack's largest answers, long lists of people, are a small part of this. */
const mostBytes = 8 * 1024 * 1024;
const bounded = { maxOutputLength: mostBytes };

/** @throws if it is too large, or in a coding that nobody should use unasked */
export async function readAnswer(body: AsyncIterable<Uint8Array>, coding: string | undefined): Promise<string> {
  const bytes = await collect(body);
  switch (coding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return bytes.toString();
    case 'gzip':
    case 'x-gzip':
      return (await promisify(unzip)(bytes, bounded)).toString();
    case 'deflate':
      return (await inflate(bytes)).toString();
    case 'br':
      return (await promisify(brotliDecompress)(bytes, bounded)).toString();
    default:
      throw new Error('Slack answered in an unknown coding');
  }
}

/** Some servers leave out zlib's header, whose first byte ends in 8. */
function inflate(bytes: Buffer): Promise<Buffer> {
  const hasHeader = ((bytes[0] ?? 0) & 0x0f) === 8;
  return hasHeader ? promisify(unzip)(bytes, bounded) : promisify(inflateRaw)(bytes, bounded);
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes) throw new Error('Slack sent a larger answer than this app reads');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
