import { type Operation, reads } from '../../kernel/http';
import { getCampaign } from '../campaign';
import { type RemindParts, remind } from './remind';
import { REMIND, REMINDED } from './schema';

/** Reminding those who have not reported. */
export function reminderRoutes(parts: RemindParts): Operation[] {
  return [
    reads({
      id: 'sendReminders',
      method: 'post',
      path: '/api/campaigns/:code/reminders',
      summary: 'Reminds those of my scope, of a class or of a department who have not reported',
      body: REMIND,
      answers: { 200: { description: 'how many it was for, how it went, and a text to paste', schema: REMINDED } },
      async handle({ db, params, body, caller, now, today }) {
        const campaign = await getCampaign(db, params.code ?? '');
        const { date, class: classCode, department, channel } = body;
        const part = { class: classCode, department };
        const { reminded } = await remind(parts, { caller, campaign, date, part, channel, now, today });
        return { json: reminded };
      },
    }),
  ];
}
