/**
 * The present instant of PostgreSQL in milliseconds. Asked once per statement, as a subquery: an index can be searched
 * for its answer.
 */
export const PRESENT_INSTANT = '(select floor(extract(epoch from clock_timestamp()) * 1000)::bigint)';
