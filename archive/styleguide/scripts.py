"""A paragraph in every script that the style sheets know: article 1 of the Universal Declaration of Human Rights.

Texts: Office of the United Nations High Commissioner for Human Rights, https://www.ohchr.org/en/human-rights/
universal-declaration
"""

from __future__ import annotations

from dataclasses import dataclass

from testimonies.description import languages

__all__ = ["SCRIPTS", "Script"]


@dataclass(frozen=True)
class Script:
    """``name`` is that of its block in ``scripts.css``; ``latin`` has none, it is the ground of all others."""

    name: str
    tag: str
    text: str

    @property
    def language(self) -> str:
        return languages.name(self.tag)

    @property
    def own_name(self) -> str:
        return languages.own_name(self.tag)

    @property
    def direction(self) -> str:
        return languages.direction(self.tag)


SCRIPTS: tuple[Script, ...] = (
    Script(
        "latin",
        "en",
        "All human beings are born free and equal in dignity "
        "and rights. They are endowed with reason and conscience "
        "and should act towards one another in a spirit of brotherhood.",
    ),
    Script(
        "latin",
        "es",
        "Todos los seres humanos nacen libres e iguales en dignidad "
        "y derechos y, dotados como están de razón y "
        "conciencia, deben comportarse fraternalmente los unos con los otros.",
    ),
    Script(
        "latin",
        "fr",
        "Tous les êtres humains naissent libres et égaux en dignité "
        "et en droits. Ils sont doués de raison et de "
        "conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
    ),
    Script(
        "arabic",
        "ar",
        "يولد جميع الناس أحراراً متساوين في الكرامة والحقوق. وقد "
        "وهبوا عقلاً وضميراً وعليهم أن يعامل بعضهم بعضاً بروح الإخاء.",
    ),
    Script(
        "nastaliq",
        "ur",
        "تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔ انہیں ضمیر "
        "اور عقل ودیعت ہوئی ہے۔ اس لئے انہیں ایک دوسرے کے ساتھ بھائی چارے کا "
        "سلوک کرنا چاہئے۔",
    ),
    Script(
        "devanagari",
        "hi",
        "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता "
        "प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर "
        "उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।",
    ),
    Script(
        "bengali",
        "bn",
        "সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে। "
        "তাঁদের বিবেক এবং বুদ্ধি আছে; সুতরাং সকলেরই একে অপরের প্রতি "
        "ভ্রাতৃত্বসুলভ মনোভাব নিয়ে আচরণ করা উচিত।",
    ),
    Script(
        "tamil",
        "ta",
        "மனிதப் பிறிவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்; அவர்கள் "
        "மதிப்பிலும், உரிமைகளிலும் சமமானவர்கள், அவர்கள் நியாயத்தையும் "
        "மனச்சாட்சியையும் இயற்பண்பாகப் பெற்றவர்கள். அவர்கள் ஒருவருடனொருவர் "
        "சகோதர உணர்வுப் பாங்கில் நடந்துகொள்ளல் வேண்டும்.",
    ),
    Script(
        "malayalam",
        "ml",
        "മനുഷ്യരെല്ലാവരും തുല്യാവകാശങ്ങളോടും അന്തസ്സോടും സ്വാതന്ത്ര്യത്തോടുംകൂടി "
        "ജനിച്ചിട്ടുള്ളവരാണ്‌. അന്യോന്യം ഭ്രാതൃഭാവത്തോടെ "
        "പെരുമാറുവാനാണ്‌ മനുഷ്യന്നു വിവേകബുദ്ധിയും മനസാക്ഷിയും സിദ്ധമായിരിക്കുന്നത്‌.",
    ),
    Script(
        "sinhala",
        "si",
        "සියලු මනුෂ්‍යයෝ නිදහස්ව උපත ලබා ඇත. ගරුත්වයෙන් හා අයිතිවාසිකම්වලින් සමාන "
        "වෙති. යුක්ති අයුක්ති පිළිබඳ හැඟීමෙන් හා හෘදය සාක්ෂියෙන් යුත් "
        "ඔවුනොවුන්වුන්ට සැලකිය යුත්තේ සහෝදරත්වය පිළිබඳ හැඟීමෙනි.",
    ),
    Script(
        "thai",
        "th",
        "มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในศักดิ์ศรีและสิทธิ ต่างในตนมีเหตุผลและมโนธรรม และควรปฏิบัติต่อกันด้วยจิตวิญญาณแห่งภราดรภาพ",
    ),
    Script(
        "lao",
        "lo",
        "ມະນຸດທຸກຄົນເກີດມາມີກຽດສັກສີ, ສິດທິ, ເສລີພາບ ແລະ "
        "ຄວາມສະເໝີພາບເທົ່າທຽມກັນ. ທຸກໆຄົນມີເຫດຜົນ ແລະ ຄວາມຄິດຄວາມເຫັນສ່ວນຕົວຂອງໃຜຂອງມັນ, "
        "ແຕ່ວ່າມະນຸດທຸກໆຄົນຄວນປະພຶດຕໍ່ກັນຄືກັນກັບເປັນອ້າຍນ້ອງກັນ.",
    ),
    Script(
        "khmer",
        "km",
        "មនុស្សទាំងអស់ កើតមកមានសេរីភាព និងសមភាព ក្នុងផ្នែកសេចក្ដីថ្លៃថ្នូរ "
        "និងសិទ្ធិ។ មនុស្ស មានវិចារណញ្ញាណ និងសតិសម្បជញ្ញៈជាប់ពីកំណើត "
        "ហើយគប្បីប្រព្រឹត្តចំពោះគ្នាទៅវិញទៅមក ក្នុងស្មារតីភាតរភាព ជាបងប្អូន។",
    ),
    Script(
        "burmese",
        "my",
        "လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့် လည်းကောင်း၊ "
        "တူညီလွတ်လပ်သော အခွင့်အရေးများဖြင့် လည်းကောင်း၊ မွေးဖွားလာသူများ "
        "ဖြစ်သည်။ ထိုသူတို့၌ ပိုင်းခြား ဝေဖန်တတ်သော ဉာဏ်နှင့် ကျင့်ဝတ် "
        "သိတတ်သော စိတ်တို့ရှိကြ၍ ထိုသူတို့သည် အချင်းချင်း မေတ္တာထား၍ ဆက်ဆံကျင့်သုံးသင့်၏။",
    ),
    Script("chinese", "zh", "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"),
    Script(
        "chinese", "zh-Hant", "人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心，並應以兄弟關係的精神相對待。"
    ),
    Script(
        "ethiopic",
        "am",
        "የሰው ልጅ ሁሉ ሲወለድ ነጻና በክብርና በመብትም እኩልነት ያለው ነው። የተፈጥሮ ማስተዋልና ሕሊና ስላለው አንዱ ሌላውን በወንድማማችነት መንፈስ መመልከት ይገባዋል።",
    ),
    Script(
        "cyrillic",
        "ru",
        "Все люди рождаются свободными и равными в своем достоинстве "
        "и правах. Они наделены разумом и совестью и должны "
        "поступать в отношении друг друга в духе братства.",
    ),
)
