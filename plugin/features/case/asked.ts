import type { WriteContext } from '../../kernel/http';
import { Problem } from '../../kernel/problem';
import { getCampaign } from '../campaign';
import type { CaseAsked } from './write';

/** The case that an address names. 404 for what is no number. */
export async function caseAskedOf({ tx, params, caller, today, now }: WriteContext): Promise<CaseAsked> {
  const campaign = await getCampaign(tx, params.code ?? '');
  const { id = '' } = params;
  if (!/^[1-9]\d{0,8}$/.test(id)) throw new Problem('not-found', { detail: '没有这个跟进' });
  return { caller, campaign, today, now, id: Number(id) };
}
