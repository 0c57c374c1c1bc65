import { appGoesOnFrom } from './suite/app-goes-on.ts';

appGoesOnFrom('0.7.0');
