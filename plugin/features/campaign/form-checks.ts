import { compileSchema, type Schema, type Validator } from '../../kernel/validation';
import type { Campaign, FormVersion } from './schema';

interface Compiled {
  check: Validator;
  flags: { code: string; check: Validator }[];
  unusual: { name: string; check: Validator }[];
}

/** The compiled forms of one module. A version never changes, so that it is compiled once. */
export class FormChecks {
  private readonly compiled = new Map<string, Compiled>();

  /** What is wrong in the answers, by a version of a campaign's form. */
  check(campaign: Campaign, version: FormVersion): Validator {
    return this.of(campaign, version).check;
  }

  /** The flags that the answers raise, in the order of the form. */
  flagsOf(campaign: Campaign, version: FormVersion, answers: unknown): string[] {
    const { flags } = this.of(campaign, version);
    return flags.filter(({ check }) => check(answers).length === 0).map(({ code }) => code);
  }

  /** The questions whose answers are unusual enough to be asked back once. */
  unusualOf(campaign: Campaign, version: FormVersion, answers: Readonly<Record<string, unknown>>): string[] {
    const { unusual } = this.of(campaign, version);
    const asked = unusual.filter(({ name }) => answers[name] !== undefined);
    return asked.filter(({ name, check }) => check(answers[name]).length === 0).map(({ name }) => name);
  }

  private of(campaign: Campaign, version: FormVersion): Compiled {
    const key = `${campaign.id}/${version.version}`;
    const known = this.compiled.get(key);
    if (known) return known;
    const fresh = compile(version);
    this.compiled.set(key, fresh);
    return fresh;
  }
}

function compile({ form, flags }: FormVersion): Compiled {
  const properties = Object.entries(form.properties as Record<string, { unusual?: Schema }>);
  return {
    check: compileSchema(form),
    flags: flags.map(({ code, when }) => ({ code, check: compileSchema(when) })),
    unusual: properties.flatMap(([name, { unusual }]) => (unusual ? [{ name, check: compileSchema(unusual) }] : [])),
  };
}
