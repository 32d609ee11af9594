import type { Db } from '../../kernel/database';
import { demandCampaign, listCampaigns, readEpoch } from './read-model';
import type { Campaign } from './schema';

/** All campaigns as they stood at an epoch. */
export interface Remembered {
  /** Nothing where no campaign was ever changed: then nothing is to be relied on. */
  epoch: string | undefined;
  /** By code. */
  campaigns: ReadonlyMap<string, Campaign>;
}

/**
 * The campaigns of one instance's memory. They end with their epoch, which every change renews in its own transaction:
 * whoever reads the epoch along with something else knows whether what is remembered still holds.
 */
export class CampaignMemory {
  private kept: Remembered | undefined;

  /** The campaign of a code as it stands now; 404 where there is none. */
  async get(db: Db, code: string): Promise<Campaign> {
    return demandCampaign((await this.current(db)).get(code));
  }

  /** All campaigns as they stand now, by code, the latest first: those that are remembered, if none was changed. */
  async current(db: Db): Promise<ReadonlyMap<string, Campaign>> {
    const remembered = this.kept;
    const holds = remembered !== undefined && (await readEpoch(db)) === remembered.epoch;
    return (holds ? remembered : await this.refresh(db)).campaigns;
  }

  /** What is remembered, true or not. */
  get remembered(): Remembered | undefined {
    return this.kept;
  }

  /** Reads the campaigns anew. The epoch comes first: a change in between shows as another epoch at the next look. */
  async refresh(db: Db): Promise<Remembered> {
    const epoch = await readEpoch(db);
    const campaigns = new Map((await listCampaigns(db)).map((campaign) => [campaign.code, campaign]));
    const fresh = { epoch, campaigns };
    this.kept = epoch === undefined ? undefined : fresh;
    return fresh;
  }
}
