"""The acts of the regulation. A value is a stable word; its text is in the catalogue."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What somebody can do in a case."""

    FILE = "file"
    REGISTER = "register"
    CONFIRM_RECORD = "confirm_record"
    CONFIRM_MANDATE = "confirm_mandate"
    REFUSE_MANDATE = "refuse_mandate"
    DECLARE_NO_CONFLICT = "declare_no_conflict"
    DECLARE_CONFLICT = "declare_conflict"
    HAND_OVER = "hand_over"
    ASSIGN = "assign"
    OPEN_FILE = "open_file"
    CORRECT_RECEIPT = "correct_receipt"
    CATEGORISE = "categorise"
    ADD_EMPLOYEE = "add_employee"
    REMOVE_EMPLOYEE = "remove_employee"
    SET_ALLEGATIONS = "set_allegations"
    OPEN_HEARING = "open_hearing"
    INFORM_EMPLOYEE = "inform_employee"
    DECLINE = "decline"
    REFER = "refer"
    ADD_TO_COMPLAINT = "add_to_complaint"
    REQUEST_REPLY = "request_reply"
    GIVE_STANDPOINT = "give_standpoint"
    WAIVE_STANDPOINT = "waive_standpoint"
    RELEASE = "release"
    SEND_MESSAGE = "send_message"
    RECTIFY = "rectify"
    LOG_CONTACT = "log_contact"
    PROPOSE = "propose"
    ACCEPT_PROPOSAL = "accept_proposal"
    REFUSE_PROPOSAL = "refuse_proposal"
    WITHDRAW_PROPOSAL = "withdraw_proposal"
    MEDIATE = "mediate"
    PLAN_TALK = "plan_talk"
    CHANGE_TALK = "change_talk"
    CANCEL_TALK = "cancel_talk"
    ANSWER_TALK = "answer_talk"
    REPORT_TALK = "report_talk"
    COMMENT_TALK = "comment_talk"
    WRITE_NOTE = "write_note"
    NAME_SUPPORT = "name_support"
    END_SUPPORT = "end_support"
    NAME_REPRESENTATIVE = "name_representative"
    END_MANDATE = "end_mandate"
    INVITE = "invite"
    ACCEPT_NOTICE = "accept_notice"
    REMIND = "remind"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    ISSUE_JUDGMENT = "issue_judgment"
    ISSUE_SETTLEMENT = "issue_settlement"
    CORRECT_JUDGMENT = "correct_judgment"
    POST_JUDGMENT = "post_judgment"
    ASK_JUDGMENT = "ask_judgment"
    ANSWER_SATISFACTION = "answer_satisfaction"
    SIGN = "sign"
    DECLINE_SIGNING = "decline_signing"
    RECORD_PAPER_SIGNATURE = "record_paper_signature"
    CLOSE_NOT_SATISFIED = "close_not_satisfied"
    CLOSE_UNSIGNED = "close_unsigned"
    RECORD_FOR_PARTY = "record_for_party"
    RECORD_CAUSE = "record_cause"
    RECOMMEND = "recommend"
    MARK_EXTERNAL = "mark_external"
    GRANT_INSIGHT = "grant_insight"


DECISIONS: frozenset[Act] = frozenset(
    {
        Act.ACCEPT_PROPOSAL,
        Act.REFUSE_PROPOSAL,
        Act.WITHDRAW,
        Act.ASK_JUDGMENT,
        Act.ANSWER_SATISFACTION,
        Act.SIGN,
        Act.DECLINE_SIGNING,
    }
)
"""What binds the complainant: a mandate may leave these to the complainant in person (art. 1, E04)."""
