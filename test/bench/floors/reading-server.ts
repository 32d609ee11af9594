import express from 'express';
import { createPool } from 'mysql2/promise';

/**
 * What anybody would write first: the figures of a day by class in one prepared statement, on a bare route without a
 * session (`/counted`), and an answer of the same size that is at hand already (`/at-hand`).
 */
const { DATABASE_URL = '', PORT, BYTES = '1' } = process.env;
const pool = createPool({ uri: DATABASE_URL, connectionLimit: 4 });

const SQL = `
  select e.department_code, e.class_code, r.status, count(*) as people
    from checkin_enrolment e
    left join checkin_report r on r.person_no = e.person_no and r.campaign_id = 1 and r.day = ?
   where e.from_day <= ? and e.until_day > ?
   group by e.department_code, e.class_code, r.status
   order by e.department_code, e.class_code`;

const atHand = Buffer.alloc(Number(BYTES), 'x');

const app = express().disable('x-powered-by').disable('etag');
app.get('/counted', async (request, response) => {
  const day = String(request.query.date);
  const [rows] = await pool.execute(SQL, [day, day, day]);
  response.json({ date: day, rows });
});
app.get('/at-hand', (_request, response) => void response.type('json').send(atHand));
app.get('/readyz', (_request, response) => void response.sendStatus(200));
app.listen(Number(PORT), '127.0.0.1');
