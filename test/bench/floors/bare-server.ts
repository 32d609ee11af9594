import { createServer } from 'node:http';

/** A page of a few hundred bytes, without anything that it loads. */
const PAGE = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>打卡</title></head><body>
<form method="post"><label>体温 <input name="temperature" inputmode="decimal"></label>
<label><input type="checkbox" name="truthful"> 以上属实</label><button>提交</button></form></body></html>`;

createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(PAGE);
}).listen(Number(process.env.PORT), '127.0.0.1');
