/** One production install for all tests of the suite, made as the documentation says. */
import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { cloneInto, documentedInstall, mustRun, newFolder } from './folders.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the production install. */
    install: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await newFolder();
  await cloneInto(folder);
  await mustRun(await documentedInstall(), folder);
  project.provide('install', folder);
  return () => rm(folder, { recursive: true, force: true });
}
