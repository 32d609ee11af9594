import type request from 'supertest';
import { aReport, type Client, type Someone, type World } from '../support/world';

const BASE = '/api/campaigns/winter/assessments';

export function weekOf(client: Client, week: string): request.Test {
  return client.get(`${BASE}/${week}`);
}

export function confirm(client: Client, week: string, body: object = {}): request.Test {
  return client.post(`${BASE}/${week}/confirmation`, body);
}

export function objectTo(client: Client, week: string, department: string, text: string): request.Test {
  return client.post(`${BASE}/${week}/objections`, { department, text });
}

export function objectionsTo(client: Client, week: string): request.Test {
  return client.get(`${BASE}/${week}/objections`);
}

export function answer(client: Client, week: string, id: number, text: string): request.Test {
  return client.post(`${BASE}/${week}/objections/${id}/answer`, { text });
}

/** What tells one row from another at a glance. */
export function glance(rows: { rank: number | null; department: { code: string }; score: number | null }[]) {
  return rows.map(({ rank, department, score }) => [rank, department.code, score]);
}

/** These people report that they are well, on a day at 08:00. */
export async function areWell(world: World, date: string, people: readonly Someone[]): Promise<void> {
  world.setTime(date, '08:00');
  for (const who of people) {
    const { status } = await (await world.as(who)).submit(aReport());
    if (status !== 201) throw new Error(`${who.name} could not report on ${date}: ${status}`);
  }
}
