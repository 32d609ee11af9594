export { applyCampaign } from './apply-campaign';
export { dateFrom, dayOf } from './day-parameter';
export { DEFAULT_FORM } from './default-form';
export { FormChecks } from './form-checks';
export { CampaignMemory, type Remembered as RememberedCampaigns } from './memory';
export { epochColumn, getCampaign, listCampaigns } from './read-model';
export {
  audienceOn,
  conditionsOf,
  covers,
  explainExemption,
  findExemption,
  formOn,
  isTrialDay,
  nearestDay,
  type Standing,
  stateOn,
} from './rules';
export { ASSESSED_PARTS, type AssessedPart, type Audience, type Campaign, type CampaignState } from './schema';
