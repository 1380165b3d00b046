"""Sentences for a demonstration register: what people say to a hospital's desk, and what it answers."""

from __future__ import annotations

from random import Random

SURNAMES: tuple[str, ...] = (
    *(
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
        "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
        "易常武乔贺赖龚文"
    ),
    "欧阳",
    "诸葛",
    "上官",
    "司马",
)
GIVEN: tuple[str, ...] = (
    *(
        "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅建国志红晓东文博雅琪子涵宇轩欣怡浩然"
        "思远嘉慧佳俊凯鹏飞婷雪琳倩颖洁莉萍燕玲珍凤云莲海波龙山林斌峰庆祥福顺德安康乐宁悦彤萱诗梓睿泽"
        "铭晨曦阳辰逸航昊天佑家豪"
    ),
)
TIMES = tuple(
    """
    今天上午 昨天下午 前天 上周三 本月五号 节后第一天 早上七点半 中午十二点左右 傍晚下班前 凌晨两点 周末
    周一早高峰 国庆期间 复诊当天 出院前一天 上个星期五 前几天夜里 昨天一早 今天刚上班的时候 术后第三天
    暴雨那天 春节前
    """.split()
)
PLACES = tuple(
    """
    三号诊室 抽血窗口 取药窗口 收费处 住院部十二楼 门诊大厅导诊台 候诊区 消化内镜中心 体检中心
    停车场入口 二楼电梯口 自助机旁 挂号窗口 疫苗接种室 超声检查室 病案室 医保办公室 急诊抢救室 一楼大厅
    护士站 CT检查室 心电图室 出院结算窗口 输液室 住院部七楼走廊 便民药房 门诊五楼 B超室 换药室 食堂
    """.split()
)
WRONG = tuple(
    """
    等候两个多小时仍未叫号 叫号屏幕显示与实际顺序不一致 医生迟到四十分钟且无人解释 护士抽血三次才成功
    预约成功后又被告知停诊 自助机吞卡后无人处理 报告单姓名打印错误 退费流程复杂 需要往返多个窗口盖章
    检查预约排到两周以后 药品数量与处方不符 工作人员态度冷淡 没有听完病情描述就开检查 病房空调漏水
    夜间陪护椅损坏 轮椅数量不足 卫生间没有热水 指示牌不清楚走错三次 停车缴费无法使用医保电子凭证
    插队现象无人管理 发票抬头开错要求重开 电话一直占线打不通 公众号预约页面无法打开
    叫号声音太小老人听不清 挂号费重复扣款 处方上的用法用量看不懂 同一项检查收了两次钱
    按铃二十分钟没有人来 床单两天没有换 电梯坏了一个星期 出院手续办了一整天 手术改期三次都没有提前通知
    医生只看了两分钟就让走 保安说话很难听 问路时对方随手一指 报告没有按时出来 医保没有给报销也说不出原因
    押金条丢了办不了手续 病房里太吵睡不着 换药时没有拉帘子
    """.split()
)
RARE_WRONG = tuple(
    """
    窗帘破损一直没有换 轮椅坏了没人修 救护车鸣笛声整夜不停 楼道里有蟑螂 直饮水机的水有怪味
    """.split()
)
MORE = tuple(
    """
    问了两个人说法都不一样 家里老人已经八十多岁 我们是从外地赶来的 当时还有很多人在排队 前后打了四次电话
    当班的人说不归他管 让我们自己去网上查 后来换了一个窗口才办好 一直没有人给解释 孩子发着烧还在等
    """.split()
)
FEEL = tuple(
    """
    让人非常失望 老人身体吃不消 耽误了后续检查 感到很不满意 希望理解患者心情 影响了治疗进度 家属十分着急
    增加了额外费用 整体体验一般 造成很大不便 心里很难受 不知道该找谁
    """.split()
)
WISHES = tuple(
    """
    请尽快核实并电话答复 希望改进叫号流程 请加强窗口人员培训 建议增加自助机数量 希望公开处理结果
    请退还重复扣除的费用 建议设置老年人优先通道 希望给予书面说明 请转告科室主任 建议优化预约系统
    希望当面道歉 请给一个说法
    """.split()
)
GOOD = tuple(
    """
    医生非常耐心地讲解了治疗方案 护士长主动帮助联系床位 导诊员帮老人推轮椅并取药 手术很成功全家感谢
    保洁阿姨拾金不昧 护士夜里来看了好几次 打针一点也不疼 下班了还在给病人解释 帮我们把费用一项一项讲清楚
    保安帮忙找到走失的父亲 查了很久的病一次就看明白了 药师提醒了两种药不能一起吃
    """.split()
)
THANKS = tuple(
    """
    心里很温暖 值得表扬 请给予表扬和奖励 全家都很感谢 希望转告他本人 让人放心 遇到这样的人是福气
    """.split()
)
IDEAS = tuple(
    """
    希望分时段预约更准一些 建议候诊时能看到前面还有几个人 希望中午也能抽血 建议床旁就能办出院
    希望指示牌更大更清楚 建议多放些椅子 希望手机上字大一点 建议自助机旁边有人教 希望增加停车位
    建议把报告直接发到手机上 希望有老年人专用窗口 建议给家属一张看得懂的单子 希望周末也能做检查
    建议地上画出去各科室的线
    """.split()
)
ASKED = tuple(
    """
    请问{need}怎么办理 {need}需要带什么证件 {need}在几楼 {place}几点下班 异地医保能不能直接结算
    预约的号可以改时间吗 CT检查要不要空腹 出院以后多久能复印病历 {place}怎么走 可以帮家里人代办吗
    发票还能不能补开 周末有没有{clinic}的门诊
    """.split()
)
FOUND = tuple(
    """
    经向当班人员了解，情况属实 调取监控后确认叫号顺序有误 已与{clinic}主任和当事人核实
    查看了收费明细，确有一项重复 设备当天报修，配件次日到货 当时人手不足，没有及时解释
    """.split()
)
REPLIES = tuple(
    """
    您好，您反映的情况已经核实，我们已向{clinic}反馈并要求整改，给您带来不便深表歉意。
    您好，多收的费用已经退回原支付账户，三个工作日内到账。
    您好，已联系信息科调整叫号系统，并增派一名导诊人员。 感谢您的来信，您的表扬已转达本人和科室。
    您好，您的建议已转交相关部门研究，采纳情况会在公示栏公布。
    您好，{clinic}主任已与当事人谈话，今后会加强沟通。
    您好，可以在一楼综合服务台办理，带上患者本人的身份证即可。
    """.split()
)
NOTES = tuple(
    """
    已电话联系患者，约好明天上午再谈 等{clinic}回复 已转告护士长 患者情绪激动，先安抚 需要调取监控
    患者补充了收费单据
    """.split()
)
SAID = tuple(
    """
    患者已经说过一遍经过，请先看原话 患者只想要一个解释 费用已核对，请科室确认
    患者下午三点以后方便接电话
    """.split()
)
TO_MEND = tuple(
    """
    窗口高峰期增开一个号 叫号系统故障时当面告知等候者 出院带药逐项讲解并签字 收费项目公示牌当月更新
    病区夜间巡视每两小时一次并登记 检查注意事项改用大字单
    """.split()
)
MENDED = tuple(
    """
    已增开窗口并排班 全科已组织学习并考核 已制作并张贴 已修复并每日点检 已调整流程，专人负责
    """.split()
)
PROOFS = ("排班表、现场照片", "培训签到表", "现场照片", "点检记录")
SEEN = "现场查看，情况属实"
ENGLISH = (
    "I waited more than two hours at {place_en} and nobody called my number.",
    "The nurse at {place_en} was very kind and helped my mother to the right room.",
    "Please put English on the signs near {place_en}.",
    "How do I get a copy of my records at {place_en}?",
)
ENGLISH_PLACES = ("the pharmacy", "the blood test window", "the cashier", "Outpatient floor 3", "the ward")
TITLES = ("医生", "护士", "主任", "护士长", "老师")


def name(random: Random) -> str:
    """Return somebody's name."""
    given = random.choice(GIVEN)
    return random.choice(SURNAMES) + given + (random.choice(GIVEN) if random.random() < 0.7 else "")


def phone(random: Random) -> str:
    """Return a mobile telephone."""
    return f"1{random.choice('35789')}{random.randrange(10**9):09d}"


def staff_name(random: Random) -> str:
    """Return a staff member as patients name them."""
    return random.choice(SURNAMES) + random.choice(TITLES)


def doctor(random: Random) -> str:
    """Return a doctor of a ward."""
    return random.choice(SURNAMES) + random.choice(TITLES[:1] + TITLES[2:3])


def filled(random: Random, sentence: str, clinic: str, need: str) -> str:
    """Fill the places of a sentence."""
    if "{" not in sentence:
        return sentence
    return sentence.format(clinic=clinic, need=need, place=random.choice(PLACES))


def complaint(random: Random, clinic: str) -> str:
    """Return what a complaint says."""
    choice = random.choice
    told = f"{choice(TIMES)}在{clinic if random.random() < 0.4 else choice(PLACES)}，{choice(WRONG)}"
    if random.random() < 0.6:
        told += f"，{choice(MORE)}"
    told += f"，{choice(FEEL)}。"
    if random.random() < 0.35:
        told += f"后来到{choice(PLACES)}，{choice(WRONG)}，{staff_name(random)}也没有办法。"
    if random.random() < 0.0005:
        told += f"{choice(RARE_WRONG)}。"
    return told + (f"{choice(WISHES)}。" if random.random() < 0.7 else "")


def praise(random: Random, clinic: str) -> str:
    """Return what praise says."""
    choice = random.choice
    whom = f"{clinic}的{staff_name(random)}" if random.random() < 0.7 else clinic
    return f"{choice(TIMES)}在{choice(PLACES)}，{choice(GOOD)}，要谢谢{whom}，{choice(THANKS)}。"


def suggestion(random: Random, clinic: str) -> str:
    """Return what a suggestion says."""
    choice = random.choice
    told = f"{choice(IDEAS)}，"
    if random.random() < 0.5:
        told += f"{choice(TIMES)}在{clinic}看病时{choice(MORE)}，"
    return told + f"{choice(THANKS[-2:]) if random.random() < 0.2 else '谢谢'}。"


def question(random: Random, clinic: str, need: str) -> str:
    """Return what somebody asks."""
    told = filled(random, random.choice(ASKED), clinic, need) + "？"
    return told + (f"{random.choice(MORE)}。" if random.random() < 0.15 else "")


def english(random: Random) -> str:
    """Return what somebody says in English."""
    return str(random.choice(ENGLISH)).format(place_en=random.choice(ENGLISH_PLACES))


def spoken(random: Random, sentences: tuple[str, ...], clinic: str) -> str:
    """Return a sentence of the staff's."""
    return random.choice(sentences).replace("{clinic}", clinic)
