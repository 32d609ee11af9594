import type { Router } from 'express';
import { assessmentPages } from './features/assessment/page-routes';
import { assessmentRoutes } from './features/assessment/routes';
import { auditPages } from './features/audit/page-routes';
import { briefRobotJob } from './features/brief';
import { briefPages } from './features/brief/page-routes';
import { briefRoutes } from './features/brief/routes';
import { callPages } from './features/call/page-routes';
import { CampaignMemory, FormChecks } from './features/campaign';
import { campaignPages } from './features/campaign/page-routes';
import { campaignRoutes } from './features/campaign/routes';
import { followDecision } from './features/case';
import { casePages } from './features/case/page-routes';
import { caseRoutes } from './features/case/routes';
import { exportJobs } from './features/export';
import { exportPages } from './features/export/page-routes';
import { exportRoutes } from './features/export/routes';
import { followUpPages } from './features/follow-up/page-routes';
import { followUpRoutes } from './features/follow-up/routes';
import { SendLimit } from './features/help';
import { helpDeskPages } from './features/help/desk-routes';
import { helpRoutes } from './features/help/routes';
import { adminPages } from './features/home/admin-routes';
import { homePages } from './features/home/page-routes';
import { homeRoutes } from './features/home/routes';
import { type Manifest, serveManifest } from './features/host';
import { hostRoutes } from './features/host/routes';
import { admitService, createHostKeys, createYibanLetters, deleteExpiredHandoffs, findCaller } from './features/launch';
import { launchRoutes } from './features/launch/routes';
import { yibanRoutes } from './features/launch/yiban/routes';
import { createNotify, type Notify } from './features/notify';
import { notifyRoutes } from './features/notify/routes';
import { guard, isAdmitted } from './features/policy';
import { demandDataKeys, erasingJob } from './features/privacy';
import { privacyPages } from './features/privacy/page-routes';
import { privacyRoutes } from './features/privacy/routes';
import { privacyNoticeRoutes } from './features/privacy-notice/routes';
import { hourJob, settleJob } from './features/reminder';
import { reminderHourPages } from './features/reminder/hour-routes';
import { reminderPages } from './features/reminder/page-routes';
import { reminderRoutes } from './features/reminder/routes';
import { Intake, submitMany } from './features/report';
import { reportPages } from './features/report/page-routes';
import { regionRoutes } from './features/report/region-routes';
import { reportRoutes } from './features/report/routes';
import type { ReviewParts } from './features/review';
import { reviewPages } from './features/review/page-routes';
import { reviewRoutes } from './features/review/routes';
import { Robots } from './features/robot';
import { robotPages } from './features/robot/page-routes';
import { RosterMemory, rosterJobs } from './features/roster';
import { rosterPages } from './features/roster/page-routes';
import { rosterRoutes } from './features/roster/routes';
import { FiguresMemory } from './features/statistics';
import { statisticsPages } from './features/statistics/page-routes';
import { statisticsRoutes } from './features/statistics/routes';
import type { Clock } from './kernel/clock';
import { type Database, openDatabase, poolUse } from './kernel/database';
import { CallLimit, createRouter, type GuardedOperation, type Operation, type RouterParts } from './kernel/http';
import { type Job, Jobs } from './kernel/jobs';
import { createLog } from './kernel/log';
import { createMetrics, watch } from './kernel/metrics';
import type { Problem } from './kernel/problem';
import { Sessions } from './kernel/session';
import type { Settings } from './kernel/settings';
import { Tables } from './kernel/tables';
import { Vault } from './kernel/vault';
import { createViews } from './kernel/views';
import { weakSecrets } from './kernel/weak-secrets';

/** The module, running. */
export interface Checkin {
  /** The manifest as it is served. */
  manifest: Manifest;
  /** A handler that works under any path of an Express 4 or 5 application. */
  router: Router;
  /** What has to be done from time to time; `tick` never throws. Call it every minute or so. */
  jobs: { tick(): Promise<void> };
  /** Forgets the host's keys at once, after one of them was lost: they are fetched anew when the next token comes. */
  flushKeys(): void;
  /** Gives back the database connections. The router is of no use afterwards. */
  close(): Promise<void>;
}

/** Builds every part of the module and wires them; the only place that does. */
export async function compose(settings: Settings, manifest: Manifest, clock: Clock): Promise<Checkin> {
  const log = createLog(settings.logLevel);
  for (const weakness of weakSecrets(settings)) log.warn(weakness);
  const database = openDatabase(settings.databaseUrl);
  const made = createParts(settings, clock, database);
  const tables = new Tables(database, log, () => demandDataKeys(database, made.vault, clock.now()));
  await tables.prepare().catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const keys = createHostKeys(settings.host, clock, log);
  const host = { settings, database, keys };
  const admitHost: RouterParts['admitHost'] = (request, now) => admitService(host, request, now);
  const native = createNotify({ settings, moduleId: manifest.id, database, clock, log, ...made });
  const { yiban } = settings;
  const letters = yiban && createYibanLetters({ yiban, database, clock, log, ...made });
  const notify = { ...native, sendMessage: native.sendMessage ?? letters };
  const robots = new Robots({ database, clock, log, ...made });
  const studentUrl = `${settings.publicUrl}/home`;
  const work = createJobs({ database, clock, settings, robots, studentUrl, ...notify, ...made });
  const jobs = new Jobs({ database, clock, log }, work);
  watch(made.metrics, { pool: () => poolUse(database), jobLags: () => jobs.lags() });
  const parts = { ...host, clock, log, admitHost, jobs, robots, studentUrl, ...notify, ...made };
  const operations: GuardedOperation[] = guard(createOperations({ ...parts, manifest, operations: () => operations }));
  return {
    manifest: serveManifest(manifest, settings),
    router: createRouter(operations, parts),
    jobs: {
      async tick() {
        // The host may take its time, or the database: neither waits for the other.
        const refreshed = keys.refresh();
        try {
          await tables.prepare();
          await database.transaction((tx) => deleteExpiredHandoffs(tx, clock.now()));
          await jobs.tick();
        } catch (error) {
          log.error({ err: error }, 'a job failed');
        }
        await refreshed;
      },
    },
    flushKeys: () => keys.flush(),
    async close() {
      await jobs.close();
      await database.close();
    },
  };
}

/** What has to be done without anybody waiting for it. */
function createJobs({ moduleKeys, robots, ...more }: JobParts): Job[] {
  const parts = { ...more, robots };
  const { timeZone } = parts.settings;
  return [
    ...(moduleKeys ? [moduleKeys.job()] : []),
    briefRobotJob(parts),
    hourJob(parts),
    settleJob(parts),
    robots.job(),
    ...exportJobs(parts),
    ...rosterJobs(parts),
    erasingJob({ ...parts, timeZone }),
  ];
}

type JobParts = Notify &
  Parameters<typeof briefRobotJob>[0] &
  Parameters<typeof hourJob>[0] &
  Parameters<typeof exportJobs>[0] &
  Parameters<typeof rosterJobs>[0];

function createParts(settings: Settings, clock: Clock, database: Database) {
  const vault = new Vault(settings.dataKeys);
  const metrics = createMetrics();
  const forms = new FormChecks();
  const campaigns = new CampaignMemory();
  const { basePath, publicUrl, timeZone, helpContact } = settings;
  const submitting = { vault, forms, campaigns, roster: new RosterMemory() };
  const views = createViews({ basePath, timeZone, globals: { helpContact } });
  return {
    vault,
    metrics,
    forms,
    onDecided: ((tx, decided) => followDecision(tx, vault, decided)) satisfies ReviewParts['onDecided'],
    render: views.render,
    assets: views.assets,
    limit: new CallLimit(),
    sendLimit: new SendLimit(),
    campaigns,
    figures: new FiguresMemory(),
    sessions: new Sessions(settings.sessionSecret, clock, { basePath, secure: publicUrl.startsWith('https:') }),
    intake: new Intake((list) => submitMany(database, submitting, list), metrics),
    administers: ((caller) => isAdmitted(caller, 'administration.read')) satisfies RouterParts['administers'],
    findCaller: ((session, today) => findCaller(database.knex, session, today)) satisfies RouterParts['findCaller'],
    problemPage: (problem: Problem) => ({ view: 'problem', model: { problem: problem.toJSON() } }),
  };
}

type Parts = ReturnType<typeof createParts> &
  Omit<RouterParts, 'findCaller'> &
  Parameters<typeof hostRoutes>[0] &
  Parameters<typeof launchRoutes>[0] &
  Parameters<typeof reminderRoutes>[0] &
  Parameters<typeof robotPages>[0] &
  Parameters<typeof exportRoutes>[0] &
  Parameters<typeof statisticsPages>[0] &
  Notify;

/** Reports come first: an address is looked for from the top, and nothing is asked as often at seven in the morning. */
function createOperations(parts: Parts): Operation[] {
  return [
    ...reportRoutes(parts),
    ...hostRoutes(parts),
    ...launchRoutes(parts),
    ...yibanRoutes(parts),
    ...homeRoutes(parts),
    ...homePages(parts),
    ...campaignRoutes(),
    ...campaignPages(parts),
    ...reportPages(parts),
    ...regionRoutes(),
    ...privacyNoticeRoutes(parts),
    ...privacyRoutes(),
    ...privacyPages(parts),
    ...helpRoutes(parts),
    ...helpDeskPages(parts),
    ...rosterRoutes(parts),
    ...rosterPages(parts),
    ...auditPages(parts),
    ...adminPages(),
    ...reviewRoutes(parts),
    ...reviewPages(parts),
    ...followUpRoutes(parts),
    ...followUpPages(parts),
    ...caseRoutes(parts),
    ...casePages(parts),
    ...statisticsRoutes(parts),
    ...statisticsPages(parts),
    ...briefRoutes(parts),
    ...notifyRoutes(parts),
    ...reminderRoutes(parts),
    ...exportRoutes(parts),
    ...exportPages(parts),
    ...assessmentRoutes(parts),
    ...reminderPages(parts),
    ...reminderHourPages(parts),
    ...callPages(parts),
    ...briefPages(parts),
    ...robotPages(parts),
    ...assessmentPages(parts),
  ];
}
