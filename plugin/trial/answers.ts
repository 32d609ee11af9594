import type { Random } from './random';
import { pickHome, type Region } from './regions';

/** What a student fills in: the default form of the contract. */
export interface TrialAnswers {
  temperature: number;
  symptoms: string[];
  highRiskArea: boolean;
  highRiskPlaces?: string;
  location: {
    source: 'gps' | 'manual';
    region: string;
    longitude?: number;
    latitude?: number;
    accuracy?: number;
  };
  note?: string;
  truthful: true;
}

/** What may be the matter on a day that needs a second look. */
export type Trouble = 'fever' | 'symptoms' | 'travel';

/** Over this many degrees a report waits for review (notice, 5). */
const FEVER_ABOVE = 37.3;
const COLDS = [['cough'], ['runny_nose'], ['sore_throat', 'cough'], ['runny_nose', 'fatigue'], ['diarrhea']] as const;
const PLACES = ['回家途中在高风险地区的车站换乘，停留约一小时', '上周到高风险街道探亲，住了一晚'] as const;
const COLD_NOTES = ['昨晚着凉，已经吃药', '有点鼻塞，在家休息', '吃了凉的，肚子不舒服'] as const;

/** An unremarkable day: no symptom, 36.0–37.1 ℃. */
export function healthyAnswers(home: Region, usesGps: boolean, random: Random): TrialAnswers {
  return {
    temperature: degrees(random, 360, random.chance(0.9) ? 368 : 371),
    symptoms: [],
    highRiskArea: false,
    location: locationAt(home, usesGps, random),
    ...(random.chance(0.02) ? { note: '在家，一切正常' } : {}),
    truthful: true,
  };
}

/** A day that needs review. A fever goes down with each `dayOfIllness` (0 on the first) and stays over the limit. */
export function troubledAnswers(
  healthy: TrialAnswers,
  trouble: Trouble,
  dayOfIllness: number,
  random: Random,
): TrialAnswers {
  if (trouble === 'travel') return { ...healthy, highRiskArea: true, highRiskPlaces: random.pick(PLACES) };
  if (trouble === 'symptoms') return { ...healthy, symptoms: [...random.pick(COLDS)], note: random.pick(COLD_NOTES) };
  const tenths = Math.max(376, random.int(379, 389) - dayOfIllness * 5);
  const symptoms = random.chance(0.5) ? ['fever'] : ['fever', 'fatigue'];
  return { ...healthy, temperature: tenths / 10, symptoms, note: '已量两次，在家休息' };
}

/** True if one of the notice's three conditions holds, so that the report goes to review. */
export function needsReview(answers: TrialAnswers): boolean {
  return answers.temperature > FEVER_ABOVE || answers.highRiskArea || answers.symptoms.length > 0;
}

/** Where a student is at home, and whether the phone gives coordinates. */
export function homeOf(random: Random): { home: Region; usesGps: boolean } {
  return { home: pickHome(random), usesGps: random.chance(0.7) };
}

function locationAt(home: Region, usesGps: boolean, random: Random): TrialAnswers['location'] {
  if (!usesGps) return { source: 'manual', region: home.region };
  const near = (value: number): number => Number((value + (random.next() - 0.5) / 25).toFixed(5));
  return {
    source: 'gps',
    region: home.region,
    longitude: near(home.longitude),
    latitude: near(home.latitude),
    accuracy: random.int(8, 90),
  };
}

function degrees(random: Random, from: number, to: number): number {
  return random.int(from, to) / 10;
}
