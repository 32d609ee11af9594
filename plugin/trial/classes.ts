/** The seven departments of the notice. */
export const DEPARTMENTS = ['航制', '经管', '电气', '信息', '航修', '旅管', '五高'] as const;
export type Department = (typeof DEPARTMENTS)[number];

/** The classes that the notice leaves to their class teachers, outside the app. */
export const EXEMPT_CLASSES = ['198241', '198242', '198243', '198244', '198311', '198611'] as const;

/** The students of the notice who never report: enlisted cadets of the 2018 intake. */
export const CADETS = { category: '18级入伍士官生', intake: 2018 } as const;

/** A class of the made-up school. Its code is intake year, department, subject and number: 19-1-11-2. */
export interface MadeUpClass {
  code: string;
  department: Department;
  /** The year in which its students came, four digits. */
  intake: number;
  exempt: boolean;
}

const CODES: Record<Department, readonly string[]> = {
  航制: ['181111', '191111', '191112', '201111', '201121'],
  经管: ['192211', '192212', '202211', '202221'],
  电气: ['183111', '193111', '203111', '203112'],
  信息: ['194211', '194212', '204211', '204221'],
  航修: ['188211', '208241', '208311', ...EXEMPT_CLASSES],
  旅管: ['196111', '206111'],
  五高: ['187111', '207111'],
};

/** All thirty classes, by department and code. */
export function allClasses(): MadeUpClass[] {
  return DEPARTMENTS.flatMap((department) =>
    CODES[department].map((code) => ({
      code,
      department,
      intake: 2000 + Number(code.slice(0, 2)),
      exempt: (EXEMPT_CLASSES as readonly string[]).includes(code),
    })),
  );
}
