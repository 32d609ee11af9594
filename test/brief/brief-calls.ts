import type request from 'supertest';
import type { Client } from '../support/world';

const BASE = '/api/campaigns/winter/briefs';

export function briefsOf(client: Client, date: string): request.Test {
  return client.get(`${BASE}/${date}`);
}

export function report(client: Client, date: string, department: string, body: unknown = {}): request.Test {
  return client.post(`${BASE}/${date}/${encodeURIComponent(department)}/submission`, body);
}

/** A department's row of a day. */
export async function rowOf(client: Client, date: string, department = '航制') {
  const { body } = await briefsOf(client, date);
  return body.departments.find((row: { department: { code: string } }) => row.department.code === department);
}
