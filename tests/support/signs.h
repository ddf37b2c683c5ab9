/* signs.h: signs that are hard for terminals, in UTF-8. */
#ifndef AKSCOPE_TESTS_SUPPORT_SIGNS_H
#define AKSCOPE_TESTS_SUPPORT_SIGNS_H

#define SIGN_WIDE "\xE5\xBA\x83"      /* 広, two columns */
#define SIGN_ACUTE "\xCC\x81"         /* a combining accent */
#define SIGN_SMILE "\xF0\x9F\x99\x82" /* 🙂, four bytes, two columns */
#define SIGN_JOINER "\xE2\x80\x8D"    /* makes one picture of two */
#define SIGN_SELECTOR "\xEF\xB8\x8F"  /* asks for a picture */
#define SIGN_WOMAN "\xF0\x9F\x91\xA9"
#define SIGN_COMPUTER "\xF0\x9F\x92\xBB"
#define SIGN_THUMB "\xF0\x9F\x91\x8D"
#define SIGN_DARK "\xF0\x9F\x8F\xBF" /* a skin tone */
#define SIGN_FLAG_D "\xF0\x9F\x87\xA9"
#define SIGN_FLAG_E "\xF0\x9F\x87\xAA"
#define SIGN_HEART "\xE2\x9D\xA4"

#endif
