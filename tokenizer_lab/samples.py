"""Short texts to learn from, written for this project."""

ENGLISH = """\
The baker wakes before the birds. She warms the oven, weighs the flour and wakes the sleeping
dough. "Good bread," says the baker, "is nothing but flour, water, salt and waiting." The
waiting is the hardest part. While the dough is rising she is reading, and while the bread is
baking she is writing down what she has been thinking.

By seven the bakery smells of baked bread. The first baker's boy brings the breads to the bridge,
the second brings them to the boats. Boatmen like their bread unsalted; bridge builders like it
salted, and salted twice. The unhappiest bread is unbaked bread, and the happiest is bread that is
shared. On unlucky days the baker burns a loaf and laughs: "The burnt loaf is the birds' loaf."

In the evening the baker sweeps the bakery, covers the dough and counts what is left: breads,
buns, rolls and half a loaf of luck. Then she sleeps as the dough sleeps, rising slowly.
"""

CHINESE = """\
小猫在院子里看月亮，月亮在水里看小猫。小猫说：“月亮，月亮，你为什么不说话？”月亮不说话，水也不说话，
只有院子里的风在说话。风说：“月亮不会说话，月亮只会发光。”小猫想了想，说：“那我也不说话，我也发光。”

第二天，小猫在院子里学习发光。它坐在太阳下面，坐了一个上午，毛变得很暖和，可是没有发光。
邻居家的小狗走过来，问小猫在学习什么。小猫说：“我在学习发光。”小狗说：“学习发光很难，学习睡觉很容易。”
于是小猫和小狗一起在院子里学习睡觉，它们学习得很好，很快就睡着了。

晚上，月亮又来到院子里。小猫的眼睛在月亮下面发光，小狗的眼睛也在月亮下面发光。
月亮在水里看小猫，看小狗，看它们发光的眼睛。月亮还是不说话，可是月亮笑了。
"""

MIXED = """\
def greet(name, times=2):
    # 打招呼 👋 again and again
    for time in range(times):
        print(f"你好, {name}! 👋🏽 hello, {name}!")

def greet_all(names):
    for name in names:
        greet(name, times=len(name))

greet("小明")
greet_all(["Ana", "小红", "👩‍🚀", "👩‍🔬"])
print("今天 3 个 pull request，2 个 bug，1 杯 coffee ☕️☕️")
print("TODO: 修复 tokenizer 的 bug 🐛🐛🐛，then ship it 🚀🚀")
# naïve café — façade, coöperate; 1,024 × 1,024 = 1,048,576 ✅
# 👨‍👩‍👧‍👦 一家人 = family, 👩‍🚀 宇航员 = astronaut, 🇨🇳 🇫🇷 🇯🇵
"""

SAMPLES = {"english": ENGLISH, "chinese": CHINESE, "mixed": MIXED}
"""Texts by name: short English, Chinese, and code mixed with emoji."""
