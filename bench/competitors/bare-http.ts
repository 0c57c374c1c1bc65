/** The least that a Slack app can do: a plain server that checks the signature and answers 200. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const { PORT, SLACK_SIGNING_SECRET = '' } = process.env;

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const timestamp = String(request.headers['x-slack-request-timestamp']);
    const given = Buffer.from(String(request.headers['x-slack-signature']));
    const expected = Buffer.from(
      `v0=${createHmac('sha256', SLACK_SIGNING_SECRET).update(`v0:${timestamp}:`).update(Buffer.concat(chunks)).digest('hex')}`,
    );
    const isFresh = Math.abs(Date.now() / 1_000 - Number(timestamp)) < 300;
    const isSigned = isFresh && given.length === expected.length && timingSafeEqual(given, expected);
    response.writeHead(isSigned ? 200 : 401);
    response.end();
  });
}).listen(Number(PORT), '127.0.0.1');
