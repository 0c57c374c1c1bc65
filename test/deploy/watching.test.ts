/** The alerts and the dashboard ask only for metrics that the app has, and the operations page explains each alert. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { runOutcomes } from '../../src/actions/run.ts';
import { Metrics } from '../../src/metrics.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

const rules = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.strictObject({
            alert: z.string(),
            expr: z.string(),
            for: z.string().optional(),
            labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
            annotations: z.strictObject({ summary: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(await read('deploy/prometheus-alerts.yml')));
const alerts = rules.groups.flatMap((group) => group.rules);

const dashboard = z
  .object({
    panels: z.array(
      z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string(), legendFormat: z.string() })) }),
    ),
  })
  .parse(JSON.parse(await read('deploy/dashboard.json')));
const queries = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
);

/** The labels and their values of every series that a working app shows, by name. */
async function seriesOfTheApp(): Promise<Map<string, Map<string, Set<string>>>> {
  const metrics = new Metrics(runOutcomes);
  metrics.watchProcess();
  metrics.watch({ circuit: () => 'closed', inUse: () => ({ running: 1, waiting: 1 }) });
  metrics.watchHealth(async () => ({ database: 'ok', slack: 'ok', hec: 'failing' }));
  metrics.acknowledged('command', 0.1);
  metrics.lookedUp('found');
  metrics.askedHec('POST /auth/external', '401', 0.1);
  metrics.askedSlack('chat.update', '429', 0.1);
  metrics.jobDone('refresh', 'failed', 0.1);

  const series = new Map<string, Map<string, Set<string>>>();
  for (const [, name = '', inside = ''] of (await metrics.text()).matchAll(/^(\w+)(?:\{(.*)\})? /gm)) {
    const labels = series.get(name) ?? new Map<string, Set<string>>();
    series.set(name, labels);
    for (const [, label = '', value = ''] of inside.matchAll(/(\w+)="([^"]*)"/g)) {
      labels.set(label, (labels.get(label) ?? new Set()).add(value));
    }
  }
  return series;
}
const known = await seriesOfTheApp();
// Prometheus adds these itself.
known.set('up', new Map());
const fromPrometheus = ['job', 'instance'];

function unknownIn(expr: string, legend = ''): string[] {
  const selectors = [...expr.matchAll(/\b((?:hec_slack|process|nodejs)_\w+|up)\b(?:\{([^}]*)\})?/g)];
  const problems = selectors.flatMap(([, name = '', inside = '']) => {
    const labels = known.get(name);
    if (labels === undefined) return [name];
    return [...inside.matchAll(/(\w+)(=~|!=|=)"([^"]*)"/g)].flatMap(([, label = '', how, value = '']) => {
      if (fromPrometheus.includes(label)) return [];
      const values = [...(labels.get(label) ?? [])];
      const asked = how === '=~' ? value.split('|') : [value];
      const missing = asked.filter((pattern) => !values.some((one) => new RegExp(`^(?:${pattern})$`).test(one)));
      return how === '!=' && labels.has(label) ? [] : missing.map((one) => `${name}{${label}="${one}"}`);
    });
  });
  const has = new Set(
    selectors.flatMap(([, name = '']) => [...(known.get(name)?.keys() ?? [])]).concat(fromPrometheus),
  );
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/));
  const shown = [...legend.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, name = '']) => name);
  return [...problems, ...[...grouped, ...shown].filter((label) => !has.has(label))];
}

describe('the alerts', () => {
  test.each(alerts)('$alert asks for metrics, labels and values that the app has', ({ expr, annotations }) => {
    expect(unknownIn(expr, annotations.summary)).toEqual([]);
  });

  test('an action’s first uncertain outcome is seen as a rise, because it is counted from 0', async () => {
    const text = await new Metrics(runOutcomes).text();
    for (const outcome of ['doubtful', 'still_working', 'unchanged']) {
      expect(text).toContain(`hec_slack_actions_total{outcome="${outcome}"} 0\n`);
    }
  });

  test('the operations page says of each alert what it means and what to do, and names no other', async () => {
    const [, section = ''] = (await read('docs/operations.md')).split('### Alerts');
    const rows = [...section.matchAll(/^\| `(HecSlack\w+)` \| ([^|]+) \| ([^|]+) \|$/gm)];
    expect(rows.map(([, name]) => name)).toEqual(alerts.map(({ alert }) => alert));
    for (const [, , means = '', todo = ''] of rows) {
      expect(means).toMatch(/\w{3}/);
      expect(todo).toMatch(/\w{3}/);
    }
  });
});

describe('the dashboard', () => {
  test.each(queries)('“$title” asks for metrics, labels and values that the app has', ({ expr, legendFormat }) => {
    expect(unknownIn(expr, legendFormat)).toEqual([]);
  });
});
