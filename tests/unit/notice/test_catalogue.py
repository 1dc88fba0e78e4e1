"""The catalogue of the NFRA notice: complete, honest about its sources, permanent in its ids."""

from __future__ import annotations

import re

import pytest

from pytest_mobcompliance.notice import NOTICES, Notice, Requirement, Source, load_notice

NOTICE = load_notice()
REQUIREMENTS = list(NOTICE.requirements)
CJK = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

# A few characters of the official text, clause by clause → the requirement that takes them up.
OBLIGATIONS = {
    1: {
        "重视": "1.management-attention",
        "数字化转型整体规划": "1.digital-plan",
        "牵头管理部门": "1.lead-department",
        "强化统筹": "1.coordination",
        "业务与科技协同": "1.business-technology",
        "压实各方": "1.responsibilities",
        "功能全面": "1.complete-and-compliant",
        "安全合规": "1.complete-and-compliant",
    },
    2: {
        "统筹管理": "2.group-planning",
        "台账": "2.register",
        "准入退出": "2.entry-exit",
        "各分支机构": "2.group-planning",
        "控制…数量": "2.app-count",
        "活跃度低": "2.consolidation",
        "终止运营": "2.consolidation",
    },
    3: {
        "管理部门及责任人": "3.owner",
        "内部管理机制": "3.internal-rules",
        "推广和运营的各个环节": "3.compliance-in-every-stage",
    },
    4: {
        "合同或者协议": "4.contract",
        "双方责任义务": "4.contract",
        "网络安全、数据安全责任": "4.security-duty",
        "严禁第三方": "4.no-third-party-finance",
    },
    5: {
        "业务合规审核": "5.compliance-review",
        "业务范围": "5.business-scope",
        "地域范围": "5.region-scope",
        "可回溯": "5.traceable-sales",
        "信息披露": "5.disclosure",
        "业务合规检查": "5.regular-inspection",
        "审计": "5.regular-audit",
    },
    6: {
        "同类同质": "6.demand-consolidation",
        "独立且完整": "6.complete-function",
        "使用便捷度": "6.ease-of-use",
        "适老化": "6.elderly-mode",
        "等要求": "6.accessibility",
        "未成年人保护": "6.minors",
        "歧视性限制": "6.no-discrimination",
        "安全需求分析": "6.security-needs",
    },
    7: {
        "方案设计": "7.design-review",
        "方案评审": "7.design-review",
        "软件开发": "7.code-management",
        "代码管理": "7.code-management",
        "变更控制": "7.change-control",
        "第三方组件": "7.component-risk",
        "客户认证": "7.authentication-testing",
        "逻辑控制": "7.logic-testing",
        "无关链接": "7.no-unrelated-links",
        "失效链接": "7.no-dead-links",
        "恶意程序": "7.no-malware",
        "排查清理": "7.cleanup",
    },
    8: {
        "测试验证": "8.test-rules",
        "上架发布制度": "8.release-rules",
        "漏洞修复": "8.fix-before-delivery",
        "资质核验": "8.store-cooperation",
        "上架审核": "8.store-cooperation",
        "问题整改": "8.store-cooperation",
        "方可上架": "8.release-gate",
        "上架发布账号": "8.release-accounts",
    },
    9: {
        "实时监控": "9.monitoring",
        "账号权限": "9.account-rights",
        "老旧版本": "9.old-versions",
        "数据迁移": "9.retirement",
        "风险评估": "9.retirement",
        "用户告知": "9.retirement-notice",
        "监测排查": "9.counterfeit-monitoring",
        "公开澄清": "9.counterfeit-response",
        "报告": "9.counterfeit-report",
    },
    10: {
        "兼容性、适配性": "10.compatibility",
        "操作系统版本": "10.os-tracking",
        "升级公告": "10.platform-tracking",
        "提前…测试": "10.early-testing",
        "改造方案": "10.adaptation-plan",
        "应急预案": "10.adaptation-contingency",
        "强化安全管理": "10.adaptation-security",
    },
    11: {
        "互联网信息服务": "11.filing",
        "应用程序备案": "11.filing",
        "投产变更": "11.important-system-report",
    },
    12: {
        "等级保护": "12.classified-protection",
        "安全加固": "12.hardening",
        "加密方式": "12.encrypted-transport",
        "异常流量": "12.threat-monitoring",
        "攻击入侵": "12.threat-monitoring",
        "逆向分析": "12.tamper-detection",
        "重打包": "12.tamper-detection",
        "及时处置": "12.timely-response",
        "身份核验": "12.identity",
        "有效": "12.identity-effectiveness",
    },
    13: {
        "谁管数据安全": "13.data-responsibility",
        "数据安全措施": "13.security-measures",
        "泄露": "13.leak-prevention",
        "篡改": "13.tamper-prevention",
        "勒索": "13.ransomware-prevention",
    },
    14: {
        "外包风险监管": "14.outsourcing-rules",
        "外包准入": "14.supplier-admission",
        "监控评价": "14.supplier-evaluation",
        "风险管理": "14.supplier-risk",
        "最小授权": "14.least-access",
        "督促其": "14.supplier-data-security",
    },
    15: {
        "业务连续性": "15.continuity",
        "业务影响分析": "15.impact-analysis",
        "应急处置机制": "15.emergency-mechanism",
        "应急预案": "15.contingency-plan",
        "演练": "15.drills",
        "重大突发事件": "15.incident-report",
    },
    16: {
        "法律法规": "16.legal-duties",
        "保护制度": "16.protection-system",
        "规范个人信息管理": "16.data-management",
        "合法、正当、必要": "16.minimal-collection",
        "向用户告知": "16.privacy-notice",
        "目的、使用和保护": "16.notice-content",
        "投诉渠道": "16.complaint-channel",
        "信息泄露": "16.breach-handling",
        "隐私合规": "16.issue-handling",
        "消费者权益": "16.consumer-rights",
    },
    17: {
        "全面风险管理": "17.comprehensive-risk",
        "违规展业": "17.business-risk",
        "网络安全漏洞": "17.technology-risk",
        "防控措施": "17.controls",
        "每年至少": "17.annual-assessment",
        "每三年": "17.triennial-audit",
        "专项审计": "17.special-audit",
    },
    18: {
        "主体责任": "18.local-responsibility",
        "信息科技监管": "18.it-supervision",
        "监测预警": "18.monitoring",
        "渗透测试": "18.penetration-tests",
        "现场检查": "18.inspections",
        "漏洞通报": "18.vulnerability-notices",
        "督促整改": "18.rectification",
        "处罚问责": "18.enforcement",
    },
}

CHECKED = [
    "6.elderly-mode",
    "6.accessibility",
    "6.minors",
    "6.no-discrimination",
    "6.ease-of-use",
    "7.no-dead-links",
    "7.no-unrelated-links",
    "7.no-malware",
    "10.compatibility",
    "10.os-tracking",
    "11.filing",
    "12.identity",
    "12.encrypted-transport",
    "12.hardening",
    "13.leak-prevention",
    "16.privacy-notice",
    "16.minimal-collection",
    "16.complaint-channel",
]


def test_the_notice_comes_with_the_package() -> None:
    assert NOTICE.id in NOTICES
    assert NOTICE.date.isoformat() == "2024-09-12"
    assert load_notice() is NOTICE


def test_all_18_clauses_are_there_in_order() -> None:
    assert [clause.number for clause in NOTICE.clauses] == list(range(1, 19))
    assert NOTICE.clauses[0].numeral == "第一条"
    assert NOTICE.clauses[9].numeral == "第十条"
    assert NOTICE.clauses[17].numeral == "第十八条"


def test_labels_sort_in_clause_order() -> None:
    assert NOTICE.clauses[5].label("zh-CN") == "06 第六条 需求管理与适老化"
    for lang in ("zh-CN", "en"):
        labels = [clause.label(lang) for clause in NOTICE.clauses]
        assert sorted(labels) == labels


@pytest.mark.parametrize(
    ("clause", "phrase", "id"),
    [(number, *row) for number, rows in OBLIGATIONS.items() for row in rows.items()],
)
def test_each_phrase_of_the_notice_has_its_requirement(clause: int, phrase: str, id: str) -> None:
    assert NOTICE.requirement(id).clause == clause, phrase


def test_no_requirement_stands_without_a_phrase_of_the_notice() -> None:
    covered = {each for rows in OBLIGATIONS.values() for each in rows.values()}
    assert covered == {each.id for each in REQUIREMENTS}


@pytest.mark.parametrize("id", CHECKED)
def test_ids_that_checks_rely_on_exist(id: str) -> None:
    assert NOTICE.requirement(id).id == id


@pytest.mark.parametrize("each", REQUIREMENTS, ids=lambda each: each.id)
def test_every_requirement_is_complete_in_both_languages(each: Requirement) -> None:
    said = (each.title, each.asks, each.decided_because)
    for words in said:
        assert CJK.search(words("zh-CN"))
        assert words("en")
        assert not CJK.search(words("en"))
    human = each.decided in ("partial", "attested")
    assert bool(each.left_to_human("zh-CN")) is bool(each.left_to_human("en")) is human


def test_the_notice_itself_is_the_first_source_of_every_requirement() -> None:
    for clause in NOTICE.clauses:
        for each in clause.requirements:
            own = each.sources[0]
            assert (own.standard.id, own.article, own.confidence) == ("notice", clause.numeral, "A")


def test_only_the_supervisors_clause_is_the_supervisors() -> None:
    assert {each.clause for each in REQUIREMENTS if each.decided == "supervisor"} == {18}
    assert all(each.decided == "supervisor" for each in NOTICE.clauses[17].requirements)


def test_automated_is_claimed_only_where_a_black_box_run_can_decide() -> None:
    assert {each.id for each in REQUIREMENTS if each.decided == "automated"} == {
        "7.no-dead-links",
        "10.compatibility",
        "12.identity",
        "16.privacy-notice",
        "16.complaint-channel",
    }


def test_every_area_has_requirements() -> None:
    assert {area for each in REQUIREMENTS for area in each.areas} == {
        "accessibility",
        "elderly_mode",
        "identity",
        "privacy",
        "permissions",
        "compatibility",
    }


@pytest.mark.parametrize("each", REQUIREMENTS, ids=lambda each: each.id)
def test_citations_say_how_sure_they_are(each: Requirement) -> None:
    for source in each.sources:
        check_citation(source)
        assert (source in each.required_by) is (source.confidence != "C")


def check_citation(source: Source) -> None:
    zh, en = source.cite("zh-CN"), source.cite("en")
    assert not CJK.search(en), en
    assert "{" not in zh + en
    assert ("未经证实" in zh) is ("unconfirmed, not stated as required" in en) is (source.confidence == "C")
    assert ("二手来源" in zh) is (source.confidence == "B") is ("(secondary source" in en)
    assert source.requires is (source.confidence != "C")


def test_no_text_names_a_standard_that_only_an_unconfirmed_source_stands_for() -> None:
    for each in REQUIREMENTS:
        backed = {source.standard.id for source in each.required_by}
        for source in each.sources:
            if source.standard.number and source.standard.id not in backed:
                assert source.standard.number not in each.asks("zh-CN") + each.title("zh-CN")


def test_our_words_are_not_the_sentences_of_a_standard() -> None:
    # 不得…、应当… is how the notice speaks to institutions; we say what is to be seen.
    assert not [each.id for each in REQUIREMENTS if "金融机构应当" in each.asks("zh-CN")]


def test_ids_titles_and_questions_are_unique() -> None:
    for words in ("id", "title_zh", "title_en", "asks_zh", "asks_en"):
        said = [getattr(each, words) for each in REQUIREMENTS]
        assert len(set(said)) == len(said), words


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("16.privacy-notise", "16.privacy-notice"),
        ("privacy-notice", "16.privacy-notice"),
        ("6.privacy-notice", "16.privacy-notice"),
        ("6.elderly_mode", "6.elderly-mode"),
        ("zzzz", None),
    ],
)
def test_the_nearest_requirement_is_offered(written: str, meant: str | None) -> None:
    assert NOTICE.nearest(written) == meant


def test_an_unknown_requirement_is_refused_with_the_nearest() -> None:
    with pytest.raises(KeyError, match=r"16\.privacy-notice"):
        NOTICE.requirement("16.privacy-notise")


def test_an_unknown_language_is_refused() -> None:
    speakers: tuple[Notice | Requirement, ...] = (NOTICE, REQUIREMENTS[0])
    for each in speakers:
        with pytest.raises(ValueError, match="no messages in 'fr'"):
            each.title("fr")
