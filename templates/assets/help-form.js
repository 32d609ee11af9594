// Fills in what the phone knows of itself, and sends without losing a word when the network fails. ES2015.
(() => {
  const form = document.getElementById('help-form');
  const checks = window.checkinChecks;
  const news = document.getElementById('news');
  if (news) news.focus();
  if (!form || !checks || !window.fetch || !window.URLSearchParams || !window.FormData || !FormData.prototype.forEach)
    return;
  const trouble = document.getElementById('trouble');
  const send = document.getElementById('send');
  function field(name) {
    return form.querySelector(`[name=${name}]`);
  }

  // ---- the phone, where its browser tells more when asked
  function fill(name, value) {
    const input = field(name);
    if (input && value && input.value === input.defaultValue) input.value = String(value).slice(0, 80);
  }
  const agent = navigator.userAgentData || {};
  if (agent.getHighEntropyValues && !news)
    agent
      .getHighEntropyValues(['model', 'platform', 'platformVersion'])
      .then((said) => {
        fill('phoneModel', said.model);
        if (said.platform === 'Android' && said.platformVersion) fill('system', `Android ${said.platformVersion}`);
      })
      .catch(() => {
        /* the owner knows */
      });

  // ---- the checks, which go along
  /** Nothing where the browser keeps nothing. */
  function located() {
    try {
      return sessionStorage.getItem('checkin:located');
    } catch (error) {
      void error;
    }
  }
  const asked = checks.ask(`${form.dataset.help}/clock`);
  const results = [checks.network(asked), checks.browser(), checks.storage(), checks.clock(asked), checks.permission()];
  Promise.all(results).then((found) => {
    const lines = found.map((result) => result.words).concat(located() ? `试过定位：${located()}` : []);
    field('checks').value = lines.join('\n').slice(0, 1000);
    document.getElementById('help-checks-shown').hidden = false;
  });

  // ---- sending; the same request that arrives twice is one
  const PATIENCE = 20000;
  let isAnsweredByPage = false;
  function busy(is) {
    send.disabled = is;
    send.textContent = is ? '正在发送…' : '发送';
  }
  function post() {
    const data = new URLSearchParams();
    new FormData(form).forEach((value, name) => {
      data.append(name, value);
    });
    const headers = { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' };
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        reject(new Error('太慢'));
      }, PATIENCE);
      fetch(form.getAttribute('action'), {
        method: 'POST',
        credentials: 'same-origin',
        headers: headers,
        body: data.toString(),
      })
        .then((answer) => answer.json().then((said) => ({ status: answer.status, said: said })))
        .then(resolve, reject);
    });
  }
  form.addEventListener('submit', (event) => {
    if (isAnsweredByPage) return;
    event.preventDefault();
    if (send.disabled) return;
    trouble.textContent = '';
    busy(true);
    post().then(
      (answer) => {
        if (answer.status === 200 && answer.said.location) {
          window.location.replace(answer.said.location);
          return;
        }
        busy(false);
        if (answer.status >= 500) trouble.textContent = '系统暂时不可用。填的都还在，过一会儿再点“发送”。';
        else {
          // The server explains it best on the page itself, with everything that was typed.
          isAnsweredByPage = true;
          form.submit();
        }
      },
      () => {
        busy(false);
        trouble.textContent = '网络不通或太慢，还没有发出去。填的都还在，换个网络再点“发送”，不会重复。';
      },
    );
  });
})();
