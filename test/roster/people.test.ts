import { expect } from 'chai';
import { contactOf, findPerson, noteNameMismatch, sameName } from '../../plugin/features/roster';
import { aStudent, RosterWorld, studentNo } from './roster-world';

const ONE = studentNo(1);

describe('people on the roster', () => {
  const world = new RosterWorld();
  const contact = () => contactOf(world.db, world.vault, ONE);

  it('are not there before somebody names them', async () => {
    expect(await findPerson(world.db, ONE)).to.equal(undefined);
    expect(await contact()).to.deep.equal({});
  });

  it('have telephone numbers that the database alone does not tell', async () => {
    await world.importStudents([aStudent(1, { 联系电话: '10200000001', 家长电话: '10200000002' })]);
    expect(await contact()).to.deep.equal({ phone: '10200000001', parentPhone: '10200000002' });
    expect(JSON.stringify(await world.db('checkin_contact'))).not.to.contain('10200000001');
  });

  it('keep a number that the file has no column for, and lose one whose cell is empty', async () => {
    await world.importStudents([aStudent(1, { 联系电话: '10200000001', 家长电话: '10200000002' })]);
    await world.importStudents([aStudent(1)]);
    expect(await contact()).to.deep.equal({ phone: '10200000001', parentPhone: '10200000002' });
    const { changes } = await world.importStudents([aStudent(1, { 联系电话: '' })]);
    expect(changes[0]).to.deep.include({ change: 'changed', differences: [{ field: '联系电话' }] });
    expect(await contact()).to.deep.equal({ parentPhone: '10200000002' });
    await world.importStudents([aStudent(1, { 家长电话: '' })]);
    expect(await world.db('checkin_contact')).to.deep.equal([]);
  });

  it('bring no number when they have withdrawn', async () => {
    await world.importStudents([aStudent(1, { 学籍状态: '退学', 联系电话: '10200000001' })]);
    expect(await contact()).to.deep.equal({});
  });

  it('are told apart from whom the host calls otherwise, until the roster has the host’s name', async () => {
    await world.importStudents([aStudent(1), aStudent(2)]);
    await world.database.transaction(async (tx) => {
      await noteNameMismatch(tx, ONE, '王小敏', 1);
      await noteNameMismatch(tx, ONE, '王 小明', 2);
      await noteNameMismatch(tx, studentNo(2), '长'.repeat(300), 3);
    });
    const noted = () => world.db('checkin_name_mismatch').orderBy('person_no').select('person_no', 'host_name');
    expect(await noted()).to.deep.equal([
      { person_no: ONE, host_name: '王 小明' },
      { person_no: studentNo(2), host_name: '长'.repeat(128) },
    ]);
    await world.importStudents([aStudent(1, { 姓名: '王小明' }), aStudent(2)]);
    expect(await noted()).to.have.lengthOf(1);
  });
});

describe('two spellings of a name', () => {
  it('are the same with any of the dots that stand for one', () => {
    for (const dot of '·•‧．') expect(sameName('买买提·艾力', `买买提${dot}艾力`), dot).to.equal(true);
  });

  it('are the same with blanks anywhere, of any width', () => {
    for (const blank of [' ', '　', '\u00A0', '\t'])
      expect(sameName('王明', `${blank}王${blank}明${blank}`)).to.equal(true);
  });

  it('are the same when one of them is the NFKC form of the other', () => {
    for (const name of ['Ｌｉ　Ｍｉｎｇ', 'Zoé', 'ｱｲ', '㈱', '张三（大）', 'Ａ．Ｂ']) {
      expect(sameName(name, name.normalize('NFKC')), name).to.equal(true);
      expect(sameName(name, name.normalize('NFKD')), name).to.equal(true);
    }
  });

  it('are not the same with another character, letter case or a dot less', () => {
    expect(sameName('王明', '王鸣')).to.equal(false);
    expect(sameName('Li Ming', 'li ming')).to.equal(false);
    expect(sameName('买买提·艾力', '买买提艾力')).to.equal(false);
    expect(sameName('买买提·艾力', '买买提-艾力')).to.equal(false);
  });
});
