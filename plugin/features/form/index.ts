/** What a form asks, and what an answer says. It needs nothing else, so that a thread of its own loads it quickly. */
export { type AnswerInWords, type Answers, describeAnswer, describeAnswers, ERASED_ANSWERS } from './answers-words';
export { type Option, type Question, questionsOf } from './questions';
