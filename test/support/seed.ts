/**
 * Properties are tried on the same values in every run, so that a change is judged by what it changed. `FC_SEED` gives
 * others: `FC_SEED=$RANDOM npx vitest run test/slack` goes looking for what nobody has thought of.
 */
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_261_123) });
