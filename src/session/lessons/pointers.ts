/** Pointers of lessons, as the picture and the editor read them: apart from the rest of a lesson's page, which comes late. */
export { isMeant, type Pointer } from '../../lessons/pointing.ts';
