/** A section of the settings, such as Slack's: checked by itself, so that it can be used even if another is wrong. */
import type { z } from 'zod';

/** A mistake, and the settings that it is about; none if it is about all of `.env`. The sentence never holds a value. */
export interface Problem {
  names: string[];
  sentence: string;
}

/** The settings that have a value, without the blanks around it. */
export type Given = Record<string, string>;

interface SectionReading<Product> {
  problems: Problem[];
  /** Undefined if there is a problem. */
  value: Product | undefined;
}

export interface Section<Product> {
  names: string[];
  read(given: Given): SectionReading<Product>;
}

/** `between` tells what is wrong between variables: it is asked even if one of them is wrong by itself. */
export function section<Shape extends z.ZodRawShape, Product>(
  variables: z.ZodObject<Shape>,
  toProduct: (values: z.infer<z.ZodObject<Shape>>) => Product,
  between: (given: Given) => Problem[] = () => [],
): Section<Product> {
  const names = Object.keys(variables.shape);
  const placeOf = (problem: Problem) => names.indexOf(problem.names[0] ?? '');
  return {
    names,
    read(given) {
      const parsed = variables.safeParse(given);
      const own = (parsed.error?.issues ?? []).map(({ path, message }) => problemOf(path.join('.'), message));
      const problems = [...own, ...between(given)].toSorted((one, other) => placeOf(one) - placeOf(other));
      return { problems, value: parsed.success && problems.length === 0 ? toProduct(parsed.data) : undefined };
    },
  };
}

/** `what` is the sentence behind the name, without its full stop. */
export function problemOf(name: string, what: string): Problem {
  return { names: [name], sentence: `${name} ${what}.` };
}
