/** A process's memory and CPU time, as the kernel counts them. Linux only. */
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './measures.ts';

const tickMs = 10;

/** CPU time so far. Unlike the clock, it hardly depends on what else the machine does. */
export async function processorMsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // Parse after the name, which may hold anything. User and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** Resident memory now and its highest ever, in megabytes of 1,000,000 bytes. */
export interface MemoryUse {
  now: number;
  peak: number;
}

async function memoryOf(pid: number): Promise<MemoryUse> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string) =>
    // A zombie process has none.
    (Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1_024) / 1e6;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

/** The median of a few samples after an idle pause. */
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
  /** The samples so far; `at` is in milliseconds from the start of the watch. */
  seen: { at: number; megabytes: number }[];
  stop(): void;
}

/** Samples a process together with its child processes. */
export function watchMemory(pid: number, everyMs: number): MemoryWatch {
  const startedAt = performance.now();
  const watch: MemoryWatch = { seen: [], stop: () => clearInterval(timer) };
  const timer = setInterval(() => {
    const at = performance.now() - startedAt;
    // The process may be gone by now.
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
