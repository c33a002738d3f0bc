"""Everyday sentences in English with their Chinese, made from words and patterns.

What makes the pairs more than word lists: measure words, the place of time and place in the
Chinese sentence, 了 and 没 for what is done and not done, questions with 吗, numbers and
hours, and comparisons.
"""

from random import Random

Words = tuple[tuple[str, ...], ...]

# English with its present form after he or she, and Chinese.
PEOPLE: Words = (
    ("I", "", "我"),
    ("you", "", "你"),
    ("we", "", "我们"),
    ("they", "", "他们"),
    ("he", "s", "他"),
    ("she", "s", "她"),
    ("my mother", "s", "我妈妈"),
    ("my father", "s", "我爸爸"),
    ("my brother", "s", "我哥哥"),
    ("my sister", "s", "我姐姐"),
    ("my friend", "s", "我的朋友"),
    ("my friends", "", "我的朋友们"),
    ("our teacher", "s", "我们老师"),
    ("the children", "", "孩子们"),
    ("the doctor", "s", "医生"),
    ("the students", "", "学生们"),
    ("my wife", "s", "我妻子"),
    ("my husband", "s", "我丈夫"),
    ("her son", "s", "她儿子"),
    ("his daughter", "s", "他女儿"),
    ("my parents", "", "我父母"),
    ("my colleague", "s", "我同事"),
    ("Tom", "s", "汤姆"),
    ("Mary", "s", "玛丽"),
    ("Anna", "s", "安娜"),
    ("David", "s", "大卫"),
    ("Lucy", "s", "露西"),
    ("Peter", "s", "彼得"),
    ("Linda", "s", "琳达"),
    ("Jack", "s", "杰克"),
)

# Verb: base, with -s, past, -ing, Chinese; then the objects it takes, English and Chinese.
VERBS = (
    (("drink", "drinks", "drank", "drinking", "喝"), (
        ("tea", "茶"), ("coffee", "咖啡"), ("water", "水"), ("milk", "牛奶"), ("beer", "啤酒"),
        ("orange juice", "橙汁"), ("a cup of tea", "一杯茶"), ("a cup of coffee", "一杯咖啡"),
        ("a glass of water", "一杯水"), ("a bottle of beer", "一瓶啤酒"))),
    (("eat", "eats", "ate", "eating", "吃"), (
        ("rice", "米饭"), ("noodles", "面条"), ("dumplings", "饺子"), ("bread", "面包"),
        ("beef", "牛肉"), ("chicken", "鸡肉"), ("fish", "鱼"), ("vegetables", "蔬菜"),
        ("fruit", "水果"), ("breakfast", "早饭"), ("lunch", "午饭"), ("dinner", "晚饭"),
        ("an apple", "一个苹果"), ("a banana", "一根香蕉"), ("an egg", "一个鸡蛋"),
        ("chocolate", "巧克力"), ("ice cream", "冰淇淋"), ("soup", "汤"))),
    (("read", "reads", "read", "reading", "看"), (
        ("a book", "一本书"), ("the newspaper", "报纸"), ("this book", "这本书"),
        ("a novel", "一本小说"), ("the email", "邮件"), ("a magazine", "一本杂志"))),
    (("watch", "watches", "watched", "watching", "看"), (
        ("television", "电视"), ("a film", "一部电影"), ("the match", "比赛"),
        ("this film", "这部电影"), ("the news", "新闻"))),
    (("buy", "buys", "bought", "buying", "买"), (
        ("a car", "一辆车"), ("a ticket", "一张票"), ("two tickets", "两张票"),
        ("a new phone", "一部新手机"), ("a computer", "一台电脑"), ("some flowers", "一些花"),
        ("a coat", "一件大衣"), ("a pair of shoes", "一双鞋"), ("a house", "一座房子"),
        ("some bread", "一些面包"), ("this umbrella", "这把雨伞"), ("three books", "三本书"))),
    (("learn", "learns", "learned", "learning", "学"), (
        ("Chinese", "中文"), ("English", "英语"), ("French", "法语"), ("mathematics", "数学"),
        ("history", "历史"), ("music", "音乐"), ("to swim", "游泳"), ("to drive", "开车"))),
    (("play", "plays", "played", "playing", "打"), (
        ("basketball", "篮球"), ("tennis", "网球"), ("table tennis", "乒乓球"),
        ("badminton", "羽毛球"), ("video games", "游戏"))),
    (("play", "plays", "played", "playing", "踢"), (("football", "足球"),)),
    (("write", "writes", "wrote", "writing", "写"), (
        ("a letter", "一封信"), ("an email", "一封邮件"), ("a report", "一份报告"),
        ("homework", "作业"), ("a book", "一本书"), ("code", "代码"))),
    (("clean", "cleans", "cleaned", "cleaning", "打扫"), (
        ("the room", "房间"), ("the kitchen", "厨房"), ("the house", "房子"),
        ("the office", "办公室"))),
    (("wash", "washes", "washed", "washing", "洗"), (
        ("the dishes", "碗"), ("the car", "车"), ("clothes", "衣服"))),
    (("cook", "cooks", "cooked", "cooking", "做"), (
        ("dinner", "晚饭"), ("lunch", "午饭"), ("fish", "鱼"), ("soup", "汤"))),
    (("listen to", "listens to", "listened to", "listening to", "听"), (
        ("music", "音乐"), ("the radio", "广播"), ("this song", "这首歌"))),
    (("sing", "sings", "sang", "singing", "唱"), (
        ("a song", "一首歌"), ("this song", "这首歌"))),
    (("meet", "meets", "met", "meeting", "见"), (
        ("a friend", "一个朋友"), ("the teacher", "老师"), ("the manager", "经理"),
        ("a customer", "一个客户"))),
    (("sell", "sells", "sold", "selling", "卖"), (
        ("fruit", "水果"), ("flowers", "花"), ("books", "书"), ("clothes", "衣服"))),
    (("use", "uses", "used", "using", "用"), (
        ("the computer", "电脑"), ("this phone", "这部手机"), ("the internet", "互联网"))),
    (("open", "opens", "opened", "opening", "打开"), (
        ("the door", "门"), ("the window", "窗户"), ("the box", "盒子"))),
    (("visit", "visits", "visited", "visiting", "参观"), (
        ("the museum", "博物馆"), ("the factory", "工厂"), ("our school", "我们学校"))),
    (("feed", "feeds", "fed", "feeding", "喂"), (
        ("the cat", "猫"), ("the dog", "狗"), ("the fish", "鱼"))),
    (("take", "takes", "took", "taking", "坐"), (
        ("a taxi", "出租车"), ("the train", "火车"), ("the bus", "公共汽车"),
        ("the plane", "飞机"), ("the underground", "地铁"))),
)  # fmt: skip

LIKED: Words = (
    ("cats", "猫"),
    ("dogs", "狗"),
    ("tea", "茶"),
    ("coffee", "咖啡"),
    ("music", "音乐"),
    ("chocolate", "巧克力"),
    ("fruit", "水果"),
    ("flowers", "花"),
    ("the sea", "大海"),
    ("this city", "这座城市"),
    ("winter", "冬天"),
    ("summer", "夏天"),
    ("Chinese food", "中国菜"),
    ("this film", "这部电影"),
    ("this colour", "这个颜色"),
    ("spicy food", "辣的菜"),
    ("reading", "看书"),
    ("swimming", "游泳"),
    ("cooking", "做饭"),
    ("singing", "唱歌"),
    ("dancing", "跳舞"),
    ("travelling", "旅游"),
    ("running", "跑步"),
    ("bitter melon", "苦瓜"),
)

PLACES: Words = (
    ("the station", "车站"),
    ("the airport", "机场"),
    ("the hotel", "酒店"),
    ("the bank", "银行"),
    ("the hospital", "医院"),
    ("the school", "学校"),
    ("the library", "图书馆"),
    ("the supermarket", "超市"),
    ("the museum", "博物馆"),
    ("the park", "公园"),
    ("the post office", "邮局"),
    ("the restaurant", "饭馆"),
    ("the pharmacy", "药店"),
    ("the cinema", "电影院"),
    ("the market", "市场"),
    ("the bookshop", "书店"),
    ("the toilet", "洗手间"),
    ("the police station", "警察局"),
    ("the office", "办公室"),
    ("the beach", "海滩"),
    ("the swimming pool", "游泳池"),
    ("the zoo", "动物园"),
)

CITIES: Words = (
    ("Beijing", "北京"),
    ("Shanghai", "上海"),
    ("London", "伦敦"),
    ("Paris", "巴黎"),
    ("New York", "纽约"),
    ("Tokyo", "东京"),
    ("Berlin", "柏林"),
    ("Guangzhou", "广州"),
    ("Hangzhou", "杭州"),
    ("Rome", "罗马"),
    ("China", "中国"),
    ("France", "法国"),
    ("Germany", "德国"),
    ("Japan", "日本"),
    ("England", "英国"),
    ("America", "美国"),
)

HERE: Words = (
    ("at home", "在家"),
    ("at school", "在学校"),
    ("in the park", "在公园"),
    ("in the library", "在图书馆"),
    ("at the office", "在办公室"),
    ("in Beijing", "在北京"),
    ("in London", "在伦敦"),
    ("in a restaurant", "在饭馆"),
)

HABIT: Words = (
    ("every day", "每天"),
    ("every morning", "每天早上"),
    ("every evening", "每天晚上"),
    ("on Monday", "星期一"),
    ("on Sunday", "星期天"),
    ("every week", "每个星期"),
    ("on Friday evening", "星期五晚上"),
    ("in the afternoon", "下午"),
    ("at noon", "中午"),
    ("in summer", "夏天"),
    ("in winter", "冬天"),
)
PAST: Words = (
    ("yesterday", "昨天"),
    ("this morning", "今天早上"),
    ("last night", "昨天晚上"),
    ("last week", "上个星期"),
    ("last year", "去年"),
    ("last month", "上个月"),
    ("yesterday afternoon", "昨天下午"),
    ("on Saturday", "星期六"),
)
FUTURE: Words = (
    ("tomorrow", "明天"),
    ("tonight", "今天晚上"),
    ("next week", "下个星期"),
    ("next year", "明年"),
    ("next month", "下个月"),
    ("this afternoon", "今天下午"),
    ("tomorrow morning", "明天早上"),
    ("on Tuesday", "星期二"),
    ("at the weekend", "周末"),
)

# Singular, plural, Chinese, its measure word.
THINGS: Words = (
    ("book", "books", "书", "本"),
    ("ticket", "tickets", "票", "张"),
    ("car", "cars", "车", "辆"),
    ("cat", "cats", "猫", "只"),
    ("dog", "dogs", "狗", "只"),
    ("table", "tables", "桌子", "张"),
    ("chair", "chairs", "椅子", "把"),
    ("apple", "apples", "苹果", "个"),
    ("computer", "computers", "电脑", "台"),
    ("phone", "phones", "手机", "部"),
    ("coat", "coats", "大衣", "件"),
    ("shirt", "shirts", "衬衫", "件"),
    ("room", "rooms", "房间", "个"),
    ("house", "houses", "房子", "座"),
    ("bag", "bags", "包", "个"),
    ("cup", "cups", "杯子", "个"),
    ("umbrella", "umbrellas", "雨伞", "把"),
    ("picture", "pictures", "照片", "张"),
    ("bicycle", "bicycles", "自行车", "辆"),
    ("watch", "watches", "手表", "块"),
    ("hat", "hats", "帽子", "顶"),
    ("map", "maps", "地图", "张"),
    ("knife", "knives", "刀", "把"),
    ("skirt", "skirts", "裙子", "条"),
    ("fish", "fish", "鱼", "条"),
    ("horse", "horses", "马", "匹"),
    ("letter", "letters", "信", "封"),
    ("tree", "trees", "树", "棵"),
    ("lamp", "lamps", "灯", "盏"),
    ("student", "students", "学生", "个"),
    ("key", "keys", "钥匙", "把"),
)
LOOKS: Words = (
    ("big", "大"),
    ("small", "小"),
    ("new", "新"),
    ("old", "旧"),
    ("expensive", "贵"),
    ("cheap", "便宜"),
    ("beautiful", "漂亮"),
    ("clean", "干净"),
    ("dirty", "脏"),
    ("heavy", "重"),
    ("light", "轻"),
    ("good", "好"),
    ("interesting", "有意思"),
    ("useful", "有用"),
    ("strange", "奇怪"),
    ("important", "重要"),
)
COLOURS: Words = (
    ("red", "红色"),
    ("blue", "蓝色"),
    ("green", "绿色"),
    ("yellow", "黄色"),
    ("black", "黑色"),
    ("white", "白色"),
    ("brown", "棕色"),
    ("grey", "灰色"),
)
FEELINGS: Words = (
    ("happy", "高兴"),
    ("tired", "累"),
    ("busy", "忙"),
    ("hungry", "饿"),
    ("thirsty", "渴"),
    ("angry", "生气"),
    ("sad", "难过"),
    ("healthy", "健康"),
    ("clever", "聪明"),
    ("nervous", "紧张"),
)
GREATER: Words = (
    ("taller", "高"),
    ("older", "大"),
    ("busier", "忙"),
    ("faster", "快"),
    ("younger", "年轻"),
    ("stronger", "强壮"),
    ("cleverer", "聪明"),
    ("richer", "有钱"),
)
JOBS: Words = (
    ("a teacher", "老师"),
    ("a doctor", "医生"),
    ("an engineer", "工程师"),
    ("a driver", "司机"),
    ("a nurse", "护士"),
    ("a student", "学生"),
    ("a lawyer", "律师"),
    ("a singer", "歌手"),
    ("a cook", "厨师"),
    ("a writer", "作家"),
    ("a manager", "经理"),
    ("a police officer", "警察"),
)
BODY: Words = (
    ("head", "头"),
    ("stomach", "肚子"),
    ("tooth", "牙"),
    ("back", "背"),
    ("leg", "腿"),
    ("hand", "手"),
    ("foot", "脚"),
    ("throat", "嗓子"),
)
WEATHER: Words = (
    ("cold", "冷"),
    ("hot", "热"),
    ("warm", "暖和"),
    ("cool", "凉快"),
    ("sunny", "晴朗"),
    ("humid", "潮湿"),
)
NUMBERS: Words = (
    ("two", "两"),
    ("three", "三"),
    ("four", "四"),
    ("five", "五"),
    ("six", "六"),
    ("seven", "七"),
    ("eight", "八"),
    ("nine", "九"),
    ("ten", "十"),
    ("eleven", "十一"),
    ("twelve", "十二"),
    ("twenty", "二十"),
    ("thirty", "三十"),
    ("fifty", "五十"),
    ("a hundred", "一百"),
)
HOURS: Words = (("one", "一"), *NUMBERS[:11])
ON: Words = (
    ("on the table", "桌子上"),
    ("in the room", "房间里"),
    ("in the box", "盒子里"),
    ("in my bag", "我的包里"),
    ("under the tree", "树下"),
    ("in the garden", "花园里"),
    ("in front of the house", "房子前面"),
    ("behind the door", "门后面"),
)
SAYINGS: tuple[tuple[str, str], ...] = (
    ("Good morning.", "早上好。"),
    ("Good evening.", "晚上好。"),
    ("Good night.", "晚安。"),
    ("Thank you.", "谢谢。"),
    ("Thank you very much.", "非常感谢。"),
    ("You are welcome.", "不客气。"),
    ("Goodbye.", "再见。"),
    ("See you tomorrow.", "明天见。"),
    ("I am sorry.", "对不起。"),
    ("It does not matter.", "没关系。"),
    ("How are you?", "你好吗？"),
    ("What is your name?", "你叫什么名字？"),
    ("Nice to meet you.", "很高兴认识你。"),
    ("I do not understand.", "我不明白。"),
    ("Please speak slowly.", "请慢点说。"),
    ("What time is it?", "现在几点？"),
    ("Happy birthday!", "生日快乐！"),
    ("Have a good trip!", "一路顺风！"),
    ("Be careful!", "小心！"),
    ("What is this?", "这是什么？"),
    ("Where are you from?", "你是哪里人？"),
    ("Help!", "救命！"),
    ("I love you.", "我爱你。"),
    ("Happy New Year!", "新年快乐！"),
    ("Please wait a moment.", "请等一下。"),
    ("I do not know.", "我不知道。"),
    ("How old are you?", "你多大了？"),
    ("Welcome to China.", "欢迎来中国。"),
)


def sentence(random: Random) -> tuple[str, str]:
    """One sentence: English and Chinese."""
    english, chinese = random.choices(PATTERNS, WEIGHTS)[0](random)
    return english[0].upper() + english[1:], chinese


def _be(person: tuple[str, ...]) -> str:
    return "am" if person[0] == "I" else "is" if person[1] else "are"


def _do(person: tuple[str, ...]) -> str:
    return "does" if person[1] else "do"


def _doing(random: Random) -> tuple[tuple[str, ...], tuple[str, str], tuple[str, str]]:
    """A verb, an object of it, and (half of the time) a place: English starts with a space."""
    verb, objects = random.choice(VERBS)
    english, chinese = random.choice(HERE)
    place = (f" {english}", chinese) if random.random() < 0.3 else ("", "")
    return verb, random.choice(objects), place


def _uncounted(thing: str) -> str:
    """一本书 as 书: what was not bought is not counted."""
    return thing[2:] if thing.startswith("一") else thing


def _when(random: Random, times: Words) -> tuple[str, str]:
    english, chinese = random.choice(times)
    return (f" {english}", chinese) if random.random() < 0.6 else ("", "")


def _habit(random: Random) -> tuple[str, str]:
    """What is done often, or not, or is asked."""
    who, (verb, thing, place), when = random.choice(PEOPLE), _doing(random), _when(random, HABIT)
    end, zh = f"{thing[0]}{place[0]}{when[0]}", f"{place[1]}{verb[4]}{thing[1]}"
    match random.randrange(4):
        case 0 | 1:
            says = verb[1] if who[1] else verb[0]
            return f"{who[0]} {says} {end}.", f"{who[2]}{when[1]}{zh}。"
        case 2:
            return f"{who[0]} {_do(who)} not {verb[0]} {end}.", f"{who[2]}{when[1]}不{zh}。"
        case _:
            return f"{_do(who)} {who[0]} {verb[0]} {end}?", f"{who[2]}{when[1]}{zh}吗？"


def _past(random: Random) -> tuple[str, str]:
    """What was done (了), was not (没), or is asked."""
    who, (verb, thing, place), when = random.choice(PEOPLE), _doing(random), _when(random, PAST)
    end, before = f"{thing[0]}{place[0]}{when[0]}", f"{who[2]}{when[1]}"
    match random.randrange(4):
        case 0 | 1:
            return f"{who[0]} {verb[2]} {end}.", f"{before}{place[1]}{verb[4]}了{thing[1]}。"
        case 2:
            zh = f"{before}没{place[1]}{verb[4]}{_uncounted(thing[1])}。"
            return f"{who[0]} did not {verb[0]} {end}.", zh
        case _:
            zh = f"{before}{place[1]}{verb[4]}{_uncounted(thing[1])}了吗？"
            return f"did {who[0]} {verb[0]} {end}?", zh


AUXILIARIES = (("will", "会"), ("can", "可以"), ("should", "应该"), ("must", "必须"))


def _will(random: Random) -> tuple[str, str]:
    """Will, can, should, must."""
    who, (verb, thing, place), when = random.choice(PEOPLE), _doing(random), _when(random, FUTURE)
    helper, zh = random.choice(AUXILIARIES)
    end, doing = f"{verb[0]} {thing[0]}{place[0]}{when[0]}", f"{place[1]}{verb[4]}{thing[1]}"
    turn = random.randrange(4)
    if turn < 2 or helper == "must":
        return f"{who[0]} {helper} {end}.", f"{who[2]}{when[1]}{zh}{doing}。"
    if turn == 2:
        return f"{who[0]} {helper} not {end}.", f"{who[2]}{when[1]}不{zh}{doing}。"
    return f"{helper} {who[0]} {end}?", f"{who[2]}{when[1]}{zh}{doing}吗？"


def _wants(random: Random) -> tuple[str, str]:
    """Want to, and need to."""
    who, (verb, thing, place), when = random.choice(PEOPLE), _doing(random), _when(random, FUTURE)
    word, zh = random.choice((("want", "想"), ("need", "需要")))
    end, doing = f"to {verb[0]} {thing[0]}{place[0]}{when[0]}", f"{place[1]}{verb[4]}{thing[1]}"
    match random.randrange(4):
        case 0 | 1:
            return f"{who[0]} {word}{who[1]} {end}.", f"{who[2]}{when[1]}{zh}{doing}。"
        case 2:
            return f"{who[0]} {_do(who)} not {word} {end}.", f"{who[2]}{when[1]}不{zh}{doing}。"
        case _:
            return f"{_do(who)} {who[0]} {word} {end}?", f"{who[2]}{when[1]}{zh}{doing}吗？"


def _now(random: Random) -> tuple[str, str]:
    """What is going on (正在)."""
    who, (verb, thing, place) = random.choice(PEOPLE), _doing(random)
    end, doing = f"{verb[3]} {thing[0]}{place[0]}", f"{place[1]}{verb[4]}{thing[1]}"
    # 在 of the place is that of 正在.
    doing = f"正{doing}" if place[1] else f"正在{doing}"
    if random.random() < 0.3:
        return f"{_be(who)} {who[0]} {end}?", f"{who[2]}{doing}吗？"
    return f"{who[0]} {_be(who)} {end}.", f"{who[2]}{doing}。"


def _asks(random: Random) -> tuple[str, str]:
    """Please, don't, let's, could you, and why."""
    who, (verb, thing, place) = random.choice(PEOPLE), _doing(random)
    end, doing = f"{verb[0]} {thing[0]}{place[0]}", f"{place[1]}{verb[4]}{thing[1]}"
    return random.choice(
        (
            (f"please {end}.", f"请{doing}。"),
            (f"please do not {end}.", f"请不要{doing}。"),
            (f"let us {end}.", f"我们{doing}吧。"),
            (f"could you {end}?", f"你能{doing}吗？"),
            (f"why {_do(who)} {who[0]} {end}?", f"{who[2]}为什么{doing}？"),
            (f"when will {who[0]} {end}?", f"{who[2]}什么时候{doing}？"),
        )
    )


def _likes(random: Random) -> tuple[str, str]:
    who, thing = random.choice(PEOPLE), random.choice(LIKED)
    says, zh = random.choice((("like", "喜欢"), ("love", "爱"), ("hate", "讨厌")))
    other = random.choice(LIKED)
    turns = [
        (f"{who[0]} {says}{who[1]} {thing[0]}.", f"{who[2]}{zh}{thing[1]}。"),
        (f"{_do(who)} {who[0]} like {thing[0]}?", f"{who[2]}喜欢{thing[1]}吗？"),
        (f"{who[0]} {_do(who)} not like {thing[0]}.", f"{who[2]}不喜欢{thing[1]}。"),
        (
            f"{who[0]} like{who[1]} {thing[0]} but {_do(who)} not like {other[0]}.",
            f"{who[2]}喜欢{thing[1]}，但是不喜欢{other[1]}。",
        ),
        (
            f"{who[0]} like{who[1]} {thing[0]} and {other[0]}.",
            f"{who[2]}喜欢{thing[1]}和{other[1]}。",
        ),
    ]
    return random.choice(turns[:3] if thing == other else turns)


def _goes(random: Random) -> tuple[str, str]:
    """Ways to places."""
    who, (place, zh) = random.choice(PEOPLE), random.choice(PLACES + CITIES)
    here, zh_here = random.choice(PLACES)
    city, zh_city = random.choice(CITIES)
    (often, zh_often), (past, zh_past) = _when(random, HABIT), _when(random, PAST)
    (future, zh_future), (number, zh_number) = _when(random, FUTURE), random.choice(NUMBERS)
    goes = "goes" if who[1] else "go"
    return random.choice(
        (
            (f"{who[0]} {goes} to {place}{often}.", f"{who[2]}{zh_often}去{zh}。"),
            (f"{who[0]} went to {place}{past}.", f"{who[2]}{zh_past}去了{zh}。"),
            (f"{who[0]} did not go to {place}{past}.", f"{who[2]}{zh_past}没去{zh}。"),
            (f"{who[0]} want{who[1]} to go to {place}{future}.", f"{who[2]}{zh_future}想去{zh}。"),
            (f"{who[0]} will go to {place}{future}.", f"{who[2]}{zh_future}会去{zh}。"),
            (f"where is {here}?", f"{zh_here}在哪里？"),
            (f"how do I get to {here}?", f"去{zh_here}怎么走？"),
            (f"is {here} far from here?", f"{zh_here}离这里远吗？"),
            (f"is there a good restaurant near {here}?", f"{zh_here}附近有好的饭馆吗？"),
            (f"{who[0]} {_be(who)} at {here}.", f"{who[2]}在{zh_here}。"),
            (f"{who[0]} live{who[1]} in {city}.", f"{who[2]}住在{zh_city}。"),
            (f"{who[0]} work{who[1]} in {city}.", f"{who[2]}在{zh_city}工作。"),
            (f"{who[0]} {_be(who)} from {city}.", f"{who[2]}来自{zh_city}。"),
            (
                f"{who[0]} {'has' if who[1] else 'have'} lived in {city} for {number} years.",
                f"{who[2]}在{zh_city}住了{zh_number}年。",
            ),
            (f"{here} is next to {place}.", f"{zh_here}在{zh}旁边。")
            if (place, zh) in PLACES
            else (f"have you been to {city}?", f"你去过{zh_city}吗？"),
        )
    )


def _has(random: Random) -> tuple[str, str]:
    """Things, counted, owned, lost, priced."""
    who, (thing, things, zh, measure) = random.choice(PEOPLE), random.choice(THINGS)
    (number, zh_number), (spot, zh_spot) = random.choice(NUMBERS), random.choice(ON)
    (look, zh_look), (colour, zh_colour) = random.choice(LOOKS), random.choice(COLOURS)
    a, owns = "an" if thing[0] in "aeiou" else "a", "has" if who[1] else "have"
    return random.choice(
        (
            (f"{who[0]} {owns} {a} {thing}.", f"{who[2]}有一{measure}{zh}。"),
            (f"{who[0]} {owns} {number} {things}.", f"{who[2]}有{zh_number}{measure}{zh}。"),
            (f"{_do(who)} {who[0]} have {a} {thing}?", f"{who[2]}有{zh}吗？"),
            (f"{who[0]} {_do(who)} not have {a} {thing}.", f"{who[2]}没有{zh}。"),
            (f"there is {a} {thing} {spot}.", f"{zh_spot}有一{measure}{zh}。"),
            (f"there are {number} {things} {spot}.", f"{zh_spot}有{zh_number}{measure}{zh}。"),
            (f"how many {things} are there {spot}?", f"{zh_spot}有几{measure}{zh}？"),
            (f"how much is this {thing}?", f"这{measure}{zh}多少钱？"),
            (f"this {thing} costs {number} yuan.", f"这{measure}{zh}{zh_number}块钱。"),
            (f"this {thing} is very {look}.", f"这{measure}{zh}很{zh_look}。"),
            (f"that {thing} is too {look}.", f"那{measure}{zh}太{zh_look}了。"),
            (f"this {thing} is not {look}.", f"这{measure}{zh}不{zh_look}。"),
            (f"is that {thing} {look}?", f"那{measure}{zh}{zh_look}吗？"),
            (f"the {thing} is {colour}.", f"{zh}是{zh_colour}的。"),
            (f"{who[0]} {owns} a {colour} {thing}.", f"{who[2]}有一{measure}{zh_colour}的{zh}。"),
            (f"I would like a {colour} {thing}.", f"我想要一{measure}{zh_colour}的{zh}。"),
            (f"I lost my {thing}.", f"我丢了我的{zh}。"),
            (f"whose {thing} is this?", f"这是谁的{zh}？"),
        )
    )


def _is(random: Random) -> tuple[str, str]:
    """How and what people are."""
    who, other = random.sample(PEOPLE[4:], 2)
    anyone, (feels, zh_feels) = random.choice(PEOPLE), random.choice(FEELINGS)
    (more, zh_more), (job, zh_job) = random.choice(GREATER), random.choice(JOBS)
    (part, zh_part), (number, zh_number) = random.choice(BODY), random.choice(NUMBERS[3:])
    single = random.choice([person for person in PEOPLE if person[1]])
    been = "was" if anyone[1] or anyone[0] == "I" else "were"
    return random.choice(
        (
            (f"{anyone[0]} {_be(anyone)} very {feels}.", f"{anyone[2]}很{zh_feels}。"),
            (f"{anyone[0]} {_be(anyone)} not {feels}.", f"{anyone[2]}不{zh_feels}。"),
            (f"{_be(anyone)} {anyone[0]} {feels}?", f"{anyone[2]}{zh_feels}吗？"),
            (f"{anyone[0]} {been} very {feels} yesterday.", f"{anyone[2]}昨天很{zh_feels}。"),
            (f"{who[0]} {_be(who)} {more} than {other[0]}.", f"{who[2]}比{other[2]}{zh_more}。"),
            (f"{single[0]} is {job}.", f"{single[2]}是{zh_job}。"),
            (f"{single[0]} is not {job}.", f"{single[2]}不是{zh_job}。"),
            (f"is {single[0]} {job}?", f"{single[2]}是{zh_job}吗？"),
            (f"{single[0]} wants to be {job}.", f"{single[2]}想当{zh_job}。"),
            (f"{single[0]} is {number} years old.", f"{single[2]}{zh_number}岁。"),
            (f"my {part} hurts.", f"我{zh_part}疼。"),
            (f"does your {part} hurt?", f"你{zh_part}疼吗？"),
            (f"{who[0]} know{who[1]} {other[0]}.", f"{who[2]}认识{other[2]}。"),
            (f"{who[0]} {_be(who)} waiting for {other[0]}.", f"{who[2]}在等{other[2]}。"),
        )
    )


def _day(random: Random) -> tuple[str, str]:
    """Weather and the clock."""
    (looks, zh_looks), (city, zh_city) = random.choice(WEATHER), random.choice(CITIES)
    hour, zh_hour = random.choice(HOURS)
    (will, zh_will), who = random.choice(FUTURE), random.choice(PEOPLE)
    (verb, thing, _place), (place, zh_place) = _doing(random), random.choice(PLACES)
    starts = random.choice((("the film", "电影"), ("the class", "课"), ("the meeting", "会议")))
    doing, zh_doing = f"{verb[0]} {thing[0]}", f"{verb[4]}{thing[1]}"
    return random.choice(
        (
            (f"it is very {looks} today.", f"今天很{zh_looks}。"),
            (f"it is {looks} in {city}.", f"{zh_city}很{zh_looks}。"),
            (f"it will be {looks} {will}.", f"{zh_will}会很{zh_looks}。"),
            ("it is raining.", "正在下雨。"),
            (f"it will rain {will}.", f"{zh_will}会下雨。"),
            (f"will it snow {will}?", f"{zh_will}会下雪吗？"),
            (f"it is {hour} o'clock.", f"现在{zh_hour}点。"),
            (f"it is half past {hour}.", f"现在{zh_hour}点半。"),
            (f"{starts[0]} starts at {hour} o'clock.", f"{starts[1]}{zh_hour}点开始。"),
            (f"{starts[0]} ends at half past {hour}.", f"{starts[1]}{zh_hour}点半结束。"),
            (f"{place} opens at {hour} o'clock.", f"{zh_place}{zh_hour}点开门。"),
            (f"{place} closes at {hour} o'clock.", f"{zh_place}{zh_hour}点关门。"),
            (f"we will meet at {place} at {hour} o'clock.", f"我们{zh_hour}点在{zh_place}见面。"),
            (
                f"if it rains {will}, {who[0]} will not {doing}.",
                f"如果{zh_will}下雨，{who[2]}就不{zh_doing}。",
            ),
            (
                f"{who[0]} {_be(who)} tired because {who[0]} {verb[2]} {thing[0]}.",
                f"因为{who[2]}{verb[4]}了{thing[1]}，所以{who[2]}很累。",
            ),
        )
    )


def _says(random: Random) -> tuple[str, str]:
    return random.choice(SAYINGS)


PATTERNS = (
    _habit,
    _past,
    _will,
    _wants,
    _now,
    _asks,
    _likes,
    _goes,
    _has,
    _is,
    _day,
    _says,
)
WEIGHTS = (4, 4, 3, 3, 2, 2, 1.5, 3, 3.5, 3, 3, 0.3)
