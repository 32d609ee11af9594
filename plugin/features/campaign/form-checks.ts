import { compileSchema, type Validator } from '../../kernel/validation';
import type { Campaign, Flag, FormVersion } from './schema';

interface Compiled {
  check: Validator;
  flags: { flag: Flag; check: Validator }[];
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
    return flags.filter(({ check }) => check(answers).length === 0).map(({ flag }) => flag.code);
  }

  private of(campaign: Campaign, version: FormVersion): Compiled {
    const key = `${campaign.id}/${version.version}`;
    const known = this.compiled.get(key);
    if (known) return known;
    const fresh = {
      check: compileSchema(version.form),
      flags: version.flags.map((flag) => ({ flag, check: compileSchema(flag.when) })),
    };
    this.compiled.set(key, fresh);
    return fresh;
  }
}
