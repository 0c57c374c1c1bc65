/** For mutation tests: that a property fails is enough; the smallest value that fails it would take seconds to find. */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
