import { expect } from 'chai';
import { compileParameters, compileSchema, demand, isSchema } from '../../plugin/kernel/validation';

/** Everything said of a value, as `pointer message`. */
function said(schema: object, value: unknown): string[] {
  return compileSchema({ ...schema })(value).map(({ pointer, message }) => `${pointer} ${message}`);
}

describe('what is wrong with a value', () => {
  const name = { type: 'string', title: '姓名', minLength: 1, maxLength: 4 };

  const CASES: [schema: object, value: unknown, says: string[]][] = [
    [{ required: ['name'], properties: { name } }, {}, ['/name 请填写姓名']],
    [{ properties: { name } }, { name: '' }, ['/name 请填写姓名']],
    [{ properties: { name } }, { name: '一二三四五' }, ['/name 姓名最多 4 个字']],
    [{ properties: { name } }, { name: 5 }, ['/name 姓名应当是文字']],
    [{ properties: { name }, additionalProperties: false }, { nick: 1 }, ['/nick 不认识的内容“nick”']],
    [{ required: ['ok'], properties: { ok: { type: 'boolean', title: '属实' } } }, {}, ['/ok 请选择：属实']],
    [{ properties: { ok: { const: true, title: '属实' } } }, { ok: false }, ['/ok 请确认：属实']],
    [{ properties: { t: { title: '体温', maximum: 42, unit: '℃' } } }, { t: 43 }, ['/t 体温不能大于 42 ℃']],
    [{ properties: { t: { title: '体温', multipleOf: 0.1 } } }, { t: 36.55 }, ['/t 体温最多一位小数']],
    [
      { properties: { d: { title: '日期', format: 'date' } } },
      { d: '2021-02-29' },
      ['/d 日期应当是真实的日期，如 2021-01-18'],
    ],
    [{ properties: { c: { title: '类别', enum: ['a'] } } }, { c: 'b' }, ['/c 类别不在可选的范围内']],
    [{ items: { title: '症状', oneOf: [{ const: 'a' }, { const: 'b' }] } }, ['c'], ['/0 症状不在可选的范围内']],
    [{ type: 'array', title: '症状', uniqueItems: true }, ['a', 'a'], [' 症状有重复的项']],
    [{ properties: { 'a/b~c': { type: 'string' } } }, { 'a/b~c': 1 }, ['/a~1b~0c a~1b~0c应当是文字']],
    [{ type: ['string', 'null'] }, 5, [' 应当是文字或空值']],
  ];
  for (const [schema, value, says] of CASES)
    it(`is told with its place: ${says.join()}`, () => expect(said(schema, value)).to.deep.equal(says));

  it('is one decimal at most, whatever floating point makes of it', () => {
    const check = compileSchema({ multipleOf: 0.1 });
    for (let tenths = 340; tenths <= 420; tenths += 1) expect(check(tenths / 10), String(tenths)).to.deep.equal([]);
    for (const value of [36.51, 37.349, 36.5000001]) expect(check(value), String(value)).to.have.length(1);
  });

  it('is told once, and not again by what the choice was made of', () => {
    const schema = {
      anyOf: [{ required: ['a'] }, { required: ['b'] }],
      properties: { c: { type: 'string', title: '丙' } },
    };
    expect(said(schema, { c: 1 })).to.deep.equal(['/c 丙应当是文字']);
    expect(said({ anyOf: [{ required: ['a'] }, { required: ['b'] }] }, {})).not.to.deep.equal([]);
  });

  it('is refused with 422 and the first message as its detail', () => {
    const check = compileSchema({ properties: { name } });
    expect(() => demand(check, { name: '' }))
      .to.throw('请填写姓名')
      .with.property('status', 422);
    expect(() => demand(check, { name: '王' })).not.to.throw();
  });

  it('is read from the texts of an address, with what was left out filled in', () => {
    const limit = { type: 'integer', minimum: 1, default: 50 };
    const check = compileParameters({ properties: { limit, all: { type: 'boolean' } } });
    const query: Record<string, unknown> = { limit: '20', all: 'true' };
    expect(check(query)).to.deep.equal([]);
    expect(query).to.deep.equal({ limit: 20, all: true });
    const empty: Record<string, unknown> = {};
    check(empty);
    expect(empty).to.deep.equal({ limit: 50 });
    for (const limit of ['0', '1.5', 'x', '']) expect(check({ limit }), limit).to.have.length(1);
  });

  it('cannot be asked of a schema that is none, or that answers later', () => {
    const none = [{ type: 'nonsense' }, { minimum: 'x' }, { $ref: '#/nowhere' }, { pattern: '(' }];
    for (const schema of [...none, { $async: true, type: 'string' }])
      expect(isSchema(schema), JSON.stringify(schema)).to.equal(false);
    expect(isSchema({ type: 'object', properties: { a: { $ref: '#/$defs/b' } }, $defs: { b: true } })).to.equal(true);
  });
});
