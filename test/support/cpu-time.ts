/**
 * The processor time that this process spends on the work, in milliseconds: what others do on a busy machine is not
 * counted. For tests that tell linear from quadratic, which takes hundreds of times as long.
 */
export function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
