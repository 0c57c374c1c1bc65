/**
 * What the Dockerfile makes, without docker: its `COPY` and `RUN` lines in their order, in an empty folder for each stage.
 * Base images, users and volumes are not its part.
 */
import { cp, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { mustRun, newFolder, repository } from './folders.ts';

interface Stage {
  name: string | undefined;
  folder: string;
}

export interface Image {
  folder: string;
  stages: string[];
  env: Record<string, string>;
  command: string[];
  healthcheck: string[];
}

const words = z.array(z.string());

export async function makeImage(): Promise<Image> {
  const lines = (await readFile(join(repository, 'Dockerfile'), 'utf8')).replaceAll('\\\n', ' ').split('\n');
  const stages: Stage[] = [];
  const image: Omit<Image, 'folder' | 'stages'> = { env: {}, command: [], healthcheck: [] };
  for (const line of lines) {
    const [, instruction = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    const stage = stages.at(-1);
    if (instruction === 'FROM') stages.push({ name: / AS (\w+)$/.exec(rest)?.[1], folder: await newFolder() });
    if (instruction === 'ENV')
      Object.assign(image.env, Object.fromEntries(rest.split(' ').map((pair) => pair.split('='))));
    if (instruction === 'CMD') image.command = words.parse(JSON.parse(rest));
    if (instruction === 'HEALTHCHECK') image.healthcheck = words.parse(JSON.parse(rest.slice(rest.indexOf('['))));
    if (instruction === 'COPY' && stage !== undefined) await copy(rest, stage, stages);
    // The last stage only makes its volume.
    if (instruction === 'RUN' && stage?.name !== undefined) await mustRun(rest, stage.folder);
  }
  return { ...image, folder: stages.at(-1)?.folder ?? '', stages: stages.map(({ folder }) => folder) };
}

async function copy(rest: string, { folder }: Stage, stages: Stage[]): Promise<void> {
  const parts = rest.split(/\s+/);
  const from = parts.find((part) => part.startsWith('--from='))?.slice('--from='.length);
  const paths = parts.filter((part) => !part.startsWith('--'));
  const target = paths.pop() ?? '';
  const source = stages.find(({ name }) => name !== undefined && name === from)?.folder;
  for (const path of paths) {
    if (source === undefined) await assertInContext(path);
    const origin = source === undefined ? join(repository, path) : join(source, path.replace(/^\/app\//, ''));
    const to = join(folder, target);
    await mkdir(to === join(folder, './') ? folder : join(to, '..'), { recursive: true });
    await cp(origin, target === './' ? join(folder, basename(path)) : to, { recursive: true, verbatimSymlinks: true });
  }
}

/** `.dockerignore` keeps everything else from docker. */
async function assertInContext(path: string): Promise<void> {
  const allowed = (await readFile(join(repository, '.dockerignore'), 'utf8')).split('\n');
  if (!allowed.includes(`!${path}`)) throw new Error(`.dockerignore keeps ${path} from the image.`);
}
