/** How much memory and processor time a process takes, as the kernel counts it. Linux only. */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './measures.ts';

const tickMs = 10;

/** Processor time so far, in milliseconds. Unlike the clock, it hardly depends on what else the machine does. */
export async function processorMsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // Behind the name, which may hold anything: user and system time are the 14th and 15th of all.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** In megabytes (of 1,000,000 bytes): what is resident now, and the most that ever was. */
export interface MemoryUse {
  now: number;
  peak: number;
}

async function memoryOf(pid: number): Promise<MemoryUse> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string) =>
    // One that has ended and that nobody has asked about yet has none.
    (Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1_024) / 1e6;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

/** The median of a few looks after a pause in which the process was left alone. */
export async function memoryAtRest(pid: number, pauseMs: number): Promise<MemoryUse> {
  await sleep(pauseMs);
  const looks: MemoryUse[] = [];
  for (let look = 0; look < 5; look++) {
    looks.push(await memoryOf(pid));
    await sleep(500);
  }
  return { now: median(looks.map(({ now }) => now)), peak: Math.max(...looks.map(({ peak }) => peak)) };
}

export interface MemoryWatch {
  /** What was seen so far: when, in milliseconds from the start of the watch, and how much. */
  seen: { at: number; megabytes: number }[];
  stop(): void;
}

/** Looks at a process and those that it started, all together, again and again. */
export function watchMemory(pid: number, everyMs: number): MemoryWatch {
  const startedAt = performance.now();
  const watch: MemoryWatch = { seen: [], stop: () => clearInterval(timer) };
  const timer = setInterval(() => {
    const at = performance.now() - startedAt;
    // It may be gone by now.
    familyMemory(pid).then(
      (megabytes) => watch.seen.push({ at, megabytes }),
      () => undefined,
    );
  }, everyMs);
  return watch;
}

async function familyMemory(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')));
  const children = lists.flatMap((list) => list.split(' ').filter(Boolean)).map(Number);
  const uses = await Promise.all([memoryOf(pid).then(({ now }) => now), ...children.map(familyMemory)]);
  return uses.reduce((sum, use) => sum + use, 0);
}
