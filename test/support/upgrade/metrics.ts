/** What `GET /metrics` names, without its values. */
export function readMetrics(text: string): { metrics: { name: string; type: string }[]; series: string[] } {
  const metrics = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }));
  const series = [...text.matchAll(/^(hec_slack_.*) \S+$/gm)].map(([, name = '']) => name);
  return { metrics, series: series.toSorted() };
}
