// What a phone can find out about itself, each as { tone: good | look | bad, words }: what is wrong, and what to do. ES2015.
window.checkinChecks = (() => {
  const PATIENCE = 10000;
  const SLOW = 3000;
  const SKEW = 120000;
  const OLDEST_CHROME = 66;
  const OLDEST_IOS = 11;

  function good(words) {
    return { tone: 'good', words: words };
  }
  function look(words) {
    return { tone: 'look', words: words };
  }
  function bad(words) {
    return { tone: 'bad', words: words };
  }
  function seconds(ms) {
    return ms < 1000 ? `${Math.round(ms)} 毫秒` : `${(ms / 1000).toFixed(1)} 秒`;
  }

  /** One small request, for the network and the clock: { took, off } in milliseconds. */
  function ask(address) {
    const started = performance.now();
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        reject(new Error('太慢'));
      }, PATIENCE);
      fetch(address, { cache: 'no-store', credentials: 'omit' })
        .then((answer) => {
          if (!answer.ok) throw new Error(String(answer.status));
          return answer.json();
        })
        .then((said) => {
          const took = performance.now() - started;
          resolve({ took: took, off: Date.now() - (Date.parse(said.now) + took / 2) });
        })
        .catch(reject);
    });
  }
  function network(asked) {
    if (navigator.onLine === false)
      return Promise.resolve(bad('手机没有连上网络：打开无线网络或移动数据，关掉飞行模式'));
    return asked.then(
      (answer) =>
        answer.took > SLOW
          ? look(`网络很慢（${seconds(answer.took)}）：换个网络，或走到信号好的地方`)
          : good(`网络正常（${seconds(answer.took)}）`),
      () => bad('连不上服务器：换个网络试试，并在手机设置里允许应用使用网络'),
    );
  }
  function clock(asked) {
    return asked.then(
      (answer) => {
        const minutes = Math.round(Math.abs(answer.off) / 60000);
        if (Math.abs(answer.off) < SKEW) return good('手机时间准确');
        const off = `${answer.off > 0 ? '快' : '慢'}了 ${minutes} 分钟`;
        return bad(`手机时间${off}：在设置里打开“自动设置时间”，否则登录和草稿都会出错`);
      },
      () => look('连不上服务器，没有对成时间'),
    );
  }

  function browser() {
    const agent = navigator.userAgent;
    const chrome = /Chrom(?:e|ium)\/(\d+)/.exec(agent);
    if (chrome)
      return Number(chrome[1]) < OLDEST_CHROME
        ? bad(`浏览器内核太旧（${chrome[1]}）：更新易班（或您的门户）和手机系统`)
        : good(`浏览器可以用（内核 ${chrome[1]}）`);
    const ios = /\bOS (\d+)[_\d]* like Mac OS X/.exec(agent);
    if (ios)
      return Number(ios[1]) < OLDEST_IOS
        ? bad(`系统太旧（iOS ${ios[1]}）：更新手机系统`)
        : good(`浏览器可以用（iOS ${ios[1]}）`);
    return good('浏览器可以用');
  }

  /** False where the browser forbids even to ask. */
  function attempt(work) {
    try {
      return work();
    } catch (error) {
      void error;
      return false;
    }
  }
  /** In a frame only a cookie of this frame's own kind is kept, as the session's is. */
  function putCookie(value) {
    const kind = window.parent === window ? 'SameSite=Lax' : 'SameSite=None; Secure; Partitioned';
    // biome-ignore lint/suspicious/noDocumentCookie: old phones know no other way
    document.cookie = `checkin_try=${value}; ${kind}`;
  }
  function keepsCookies() {
    putCookie('1');
    const kept = document.cookie.indexOf('checkin_try=1') >= 0;
    putCookie('; Max-Age=0');
    return kept;
  }
  function keepsDrafts() {
    localStorage.setItem('checkin_try', '1');
    localStorage.removeItem('checkin_try');
    return true;
  }
  function storage() {
    if (!attempt(keepsCookies))
      return window.parent === window
        ? bad('浏览器不让保持登录：在设置里允许 Cookie，退出无痕模式')
        : look('嵌在门户里的页面不能保持登录：从门户重新进入时，按提示在新页面里打开');
    return attempt(keepsDrafts)
      ? good('可以保持登录，也能保存草稿')
      : look('可以保持登录，但不能保存草稿：填好一次提交');
  }

  const ALLOW = '在手机“设置 → 应用 → 易班（或您的门户）→ 权限”里允许定位，并打开手机的定位服务';
  function permission() {
    if (!navigator.geolocation || window.isSecureContext === false)
      return Promise.resolve(look('这个浏览器不提供定位：在表单里手动选地区'));
    if (!navigator.permissions) return Promise.resolve(look('还不知道允不允许定位：点“试一下定位”'));
    return navigator.permissions.query({ name: 'geolocation' }).then(
      (answer) => {
        if (answer.state === 'granted') return good('已允许这个页面定位');
        return answer.state === 'denied' ? bad(`定位没有被允许：${ALLOW}`) : look('还没有试过定位：点“试一下定位”');
      },
      () => look('还不知道允不允许定位：点“试一下定位”'),
    );
  }
  /** After a try: `found` as located, or the error that ended it. */
  function located(found) {
    return good(`定位成功${found.accuracy ? `，误差约 ${found.accuracy} 米` : ''}；位置没有发出去`);
  }
  function notLocated(error) {
    if (error && error.code === 1) return bad(`定位没有被允许：${ALLOW}`);
    return bad('没有定位到：打开手机的定位服务和网络，到窗边或室外再试；定位不成功也能提交');
  }

  return { ask, network, clock, browser, storage, permission, located, notLocated };
})();
