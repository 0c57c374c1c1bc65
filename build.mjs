// @ts-check
/**
 * `npm run build`: compiles `src/` to `dist/`. With `--if-needed`, as before a start or a command, only if `dist/` was not
 * made of just these sources. Plain JavaScript, because it runs before anything is built, and in an install without the
 * compiler too.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const source = join(root, 'src');
const dist = join(root, 'dist');
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const settings = ['package.json', 'tsconfig.json', 'tsconfig.build.json'];
/** What `dist/` was made of. Written last, so that a half-built one has none. */
const stampFile = 'built-from';
/** What a build that was killed has left behind: none takes that long. */
const leftoverMs = 600_000;
const howTo = 'npm ci && npm run build && npm prune --omit=dev';

process.exitCode = process.argv.includes('--if-needed') ? buildIfNeeded() : buildAnyway();

function buildIfNeeded() {
  const isBuilt = existsSync(join(dist, 'main.js'));
  // As in a container, which has only what was built.
  if (isBuilt && !existsSync(source)) return 0;
  if (isBuilt && stamp() === digestOfSources()) return 0;
  if (!isBuilt && !existsSync(compiler)) return say(`The app is not built. Run: ${howTo}`, 1);
  if (!existsSync(compiler)) return say(`src/ has changed since the app was built. To build it anew: ${howTo}`, 0);
  try {
    return build();
  } catch (error) {
    if (!isBuilt || !isReadOnly(error)) return say(`The app could not be built: ${messageOf(error)}`, 1);
    return say('src/ has changed since the app was built, and this folder is read-only: it runs as it was built.', 0);
  }
}

function buildAnyway() {
  if (!existsSync(compiler)) return say(`The compiler is not installed. Run: ${howTo}`, 1);
  try {
    return build();
  } catch (error) {
    return say(`The app could not be built: ${messageOf(error)}`, 1);
  }
}

/** Beside `dist/`, which it replaces only once it is whole: nothing of a deleted source stays, and nothing is half built. */
function build() {
  removeLeftovers();
  const digest = digestOfSources();
  const making = makeBeside();
  try {
    const args = [compiler, '-p', join(root, 'tsconfig.build.json'), '--outDir', making];
    // Standard output may be a command's own, such as an export's.
    const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 2, 2] });
    if (status !== 0) return status ?? 1;
    writeFileSync(join(making, stampFile), digest);
    replace(making);
    return 0;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** Not with `mkdtemp`, which makes a directory that nobody else may read: the app runs as another user. */
function makeBeside() {
  const path = join(root, `dist-${randomBytes(3).toString('hex')}`);
  mkdirSync(path);
  return path;
}

/** @param {string} made */
function replace(made) {
  const old = makeBeside();
  try {
    // Also a link that leads nowhere.
    if (isThere(dist)) renameSync(dist, join(old, 'dist'));
    renameSync(made, dist);
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

function removeLeftovers() {
  for (const name of readdirSync(root).filter((name) => /^dist-[0-9a-f]{6}$/.test(name))) {
    const path = join(root, name);
    // Another build may take its own away meanwhile.
    const { mtimeMs } = lstatSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > leftoverMs) rmSync(path, { recursive: true, force: true });
  }
}

/** @param {string} path */
function isThere(path) {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function digestOfSources() {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const hash = createHash('sha256');
  for (const file of [...settings, ...files.toSorted().map((file) => join('src', file))]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function stamp() {
  const path = join(dist, stampFile);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** @param {unknown} error */
function isReadOnly(error) {
  return error instanceof Error && 'code' in error && ['EACCES', 'EPERM', 'EROFS'].includes(String(error.code));
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * @param {string} sentence
 * @param {number} exitCode
 */
function say(sentence, exitCode) {
  process.stderr.write(`${sentence}\n`);
  return exitCode;
}
