// The help page checks for itself what it can; without it the steps stand there all the same. ES2015.
(() => {
  const checks = window.checkinChecks;
  const main = document.getElementById('main');
  if (!checks || !window.fetch || !window.Promise) return;
  function all(selector) {
    return Array.prototype.slice.call(document.querySelectorAll(selector));
  }
  function show(line, result) {
    line.className = `check check-${result.tone}`;
    line.textContent = result.words;
  }
  function lineOf(name) {
    return document.querySelector(`[data-check=${name}]`);
  }
  all('[data-checks], [data-scripted]').forEach((part) => {
    part.hidden = false;
  });

  const asked = checks.ask(`${document.body.dataset.base}/help/clock`);
  checks.network(asked).then((result) => show(lineOf('network'), result));
  checks.clock(asked).then((result) => show(lineOf('clock'), result));
  show(lineOf('browser'), checks.browser());
  show(lineOf('storage'), checks.storage());
  checks.permission().then((result) => show(lineOf('permission'), result));

  const button = document.getElementById('try-location');
  /** The report to the help desk says what came of it; the place itself is kept nowhere. */
  function remember(result) {
    try {
      sessionStorage.setItem('checkin:located', result.words);
    } catch (error) {
      void error;
    }
  }
  button.addEventListener('click', () => {
    if (button.disabled) return;
    button.disabled = true;
    lineOf('permission').className = 'check';
    lineOf('permission').textContent = '正在定位，最多半分钟…';
    window
      .checkinLocate(main.dataset.hosts)
      .then(checks.located, checks.notLocated)
      .then((result) => {
        show(lineOf('permission'), result);
        remember(result);
        button.disabled = false;
      });
  });

  const number = document.getElementById('number');
  function judge(text) {
    const plain = text.replace(/\s/g, '');
    if (!plain) return { tone: 'none', words: '' };
    if (/^\d{12}$/.test(plain)) return { tone: 'good', words: '12 位数字，像是学号；再核对一遍有没有输错' };
    if (/^\d{1,11}$/.test(plain))
      return {
        tone: 'look',
        words: `${plain.length} 位数字：学号是 12 位，少了 ${12 - plain.length} 位；教职工用 CRP 工号`,
      };
    if (/^\d+$/.test(plain))
      return { tone: 'bad', words: `${plain.length} 位数字：学号是 12 位，多了 ${plain.length - 12} 位` };
    return { tone: 'look', words: '学号只有数字；教职工用 CRP 办公系统里的工号' };
  }
  if (number)
    number.addEventListener('input', () => {
      show(document.getElementById('number-said'), judge(number.value));
    });
})();
