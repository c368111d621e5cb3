"""The admin portal: accounts, roles, appointments, lists, the organisation's data. No case, nobody of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, url_for

from portal.accounts import members, offices, organisations, people
from portal.admin import forms
from portal.casework import cover, intake, register
from portal.domain.errors import Gone, Refused
from portal.sight import learning, letters
from portal.sight.actor import Door, Post, RoleName
from portal.sight.house import regulations
from portal.web import state, words
from portal.web.acts import CONFLICT
from portal.web.forms import PortalForm, given
from portal.web.gate import guard
from portal.web.lazy import _
from portal.web.page import house, page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.accounts.people import StaffMember

blueprint = Blueprint("admin", __name__, url_prefix="/beheer")
guard(blueprint, Door.ADMIN)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Check what is missing."""
    session, today = state.session(), state.today()
    officers, deputies = (offices.in_office(session, post, today) for post in (Post.FUNCTIONARIS, Post.DEPUTY))
    return page(
        "admin/home.html",
        functionaris=bool(officers),
        deputy=any(one not in officers for one in deputies),
        deputy_is_functionaris=bool(deputies),
        regulation=bool(regulations(session, today)),
        staff=people.staff(session),
    )


@blueprint.get("/medewerkers")
def staff() -> ResponseReturnValue:
    """List the staff."""
    return page("admin/staff.html", items=people.staff(state.session()))


@blueprint.route("/medewerkers/uitnodigen", methods=["GET", "POST"])
def invite() -> ResponseReturnValue:
    """Invite a member of the staff."""
    form = forms.InvitationForm()
    form.roles.offer(forms.role_choices())
    if not form.validate_on_submit():
        return page("admin/invite.html", form=form)
    try:
        people.invite_staff(
            state.session(),
            form.email.data or "",
            form.name.data or "",
            form.function.data or "",
            [RoleName(one) for one in form.roles.data or ()],
            state.now(),
            state.me().person_id,
        )
    except Refused as error:
        form.refuse(error.field, words.reason(error.reason))
        return page("admin/invite.html", form=form)
    return redirect(url_for(".staff", gedaan="invite_staff"))


def _member(item: str) -> StaffMember:
    found = people.staff_member(state.session(), item)
    if found is None:
        abort(404)
    return found


@blueprint.route("/medewerkers/<item>", methods=["GET", "POST"])
def member(item: str) -> ResponseReturnValue:
    """Change the roles of a member of the staff."""
    found = _member(item)
    version = str(people.roles_version(state.session(), found.id))
    form = forms.RolesForm(data={"roles": [one.value for one in found.roles], "version": version})
    form.roles.offer(forms.role_choices())
    if not form.validate_on_submit():
        return page("admin/member.html", form=form, item=found, history=members.history(state.session(), found.id))
    try:
        wanted = [RoleName(one) for one in form.roles.data or ()]
        members.set_roles(state.session(), found.id, wanted, form.version.data or "", state.now(), state.me().person_id)
    except Refused as error:
        form.refuse(error.field, words.reason(error.reason))
        form.version.data = version
        return page(
            "admin/member.html", CONFLICT if isinstance(error, Gone) else None, form=form, item=found, history=()
        )
    return redirect(url_for(".staff", gedaan="roles"))


@blueprint.route("/medewerkers/<item>/sluiten", methods=["GET", "POST"])
def close(item: str) -> ResponseReturnValue:
    """Close an account, or take an invitation back."""
    found = _member(item)
    form = PortalForm()
    if not form.validate_on_submit():
        return page("admin/close.html", form=form, item=found)
    try:
        members.close_account(state.session(), found.id, state.now(), state.me().person_id)
        cover.left(state.session(), found.id, state.now())
    except Refused as error:
        form.refuse(error.field, words.reason(error.reason))
        return page("admin/close.html", form=form, item=found)
    return redirect(url_for(".staff", gedaan="withdrawn" if found.invited else "closed"))


@blueprint.route("/medewerkers/<item>/opnieuw-uitnodigen", methods=["POST"])
def invite_again(item: str) -> ResponseReturnValue:
    """Send the invitation once more to who has not used it."""
    found = _member(item)
    if found.invited:
        people.invite_again(state.session(), found.id, state.now())
    return redirect(url_for(".staff", gedaan="invite_staff"))


@blueprint.route("/benoemingen", methods=["GET", "POST"])
def appointments() -> ResponseReturnValue:
    """List who is functionaris and deputy, and appoint (art. 1, 5.1)."""
    session = state.session()
    form = forms.AppointmentForm()
    staff = [one for one in people.staff(session) if one.active]
    form.person.offer([("", str(_("Maak een keuze"))), *((str(one.key), one.name) for one in staff)])
    if form.validate_on_submit():
        try:
            offices.appoint(
                session,
                next(one.id for one in staff if str(one.key) == form.person.data),
                Post(form.post.data),
                given(form.from_on),
                state.now(),
                state.me().person_id,
                external=form.external.data,
            )
            intake.assign_waiting(session, state.now(), state.today())
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".appointments", gedaan="appointed"))
    return page("admin/appointments.html", form=form, items=offices.offices(session, state.today()))


@blueprint.route("/benoemingen/<item>/beeindigen", methods=["GET", "POST"])
def end_appointment(item: str) -> ResponseReturnValue:
    """End an appointment."""
    found = next((one for one in offices.offices(state.session(), state.today()) if str(one.id) == item), None)
    if found is None:
        abort(404)
    form = forms.EndForm()
    if form.validate_on_submit():
        try:
            offices.end_appointment(state.session(), found.id, given(form.until_on), state.now(), state.me().person_id)
            intake.assign_waiting(state.session(), state.now(), state.today())
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".appointments", gedaan="appointment_ended"))
    return page("admin/end.html", form=form, item=found)


@blueprint.route("/onderwerpen", methods=["GET", "POST"])
def categories() -> ResponseReturnValue:
    """List the topics, and add one (art. 8.1)."""
    session = state.session()
    form = forms.CategoryForm()
    if form.validate_on_submit():
        try:
            standard = forms.standard_topics()
            label, by = form.label.data or "", state.me().person_id
            register.add_category(session, label=label, standard=standard, now=state.now(), by=by)
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".categories", gedaan="category"))
    items = learning.categories(session, active=False)
    return page("admin/categories.html", form=form, switch=forms.SwitchForm(), items=items)


@blueprint.post("/onderwerpen/<item>")
def switch_category(item: str) -> ResponseReturnValue:
    """Put a topic out of use, or back."""
    found = next((one for one in learning.categories(state.session(), active=False) if str(one.id) == item), None)
    if found is None:
        abort(404)
    register.switch_category(state.session(), category=item, now=state.now(), by=state.me().person_id)
    return redirect(url_for(".categories", gedaan="category"))


@blueprint.route("/organisatie", methods=["GET", "POST"])
def organisation() -> ResponseReturnValue:
    """Change the data of the organisation."""
    here = house()
    form = forms.OrganisationForm(
        data={
            "name": here.name,
            "address": here.address,
            "phone": here.phone,
            "email": here.email,
            "route": here.route,
            "accent": here.accent,
            "keep_years": here.keep_years,
            "file_mb": here.file_mb,
            "piece_files": here.piece_files,
            "case_mb": here.case_mb,
            "version": str(here.version),
        },
    )
    if not form.validate_on_submit():
        return page("admin/organisation.html", form=form)
    try:
        organisations.change(state.session(), form.values(), form.version.data or "", state.now(), state.me().person_id)
    except Refused as error:
        form.refuse(error.field, words.reason(error.reason))
        form.version.data = str(here.version)
        return page("admin/organisation.html", form=form, stands=form.differing(here))
    return redirect(url_for(".organisation", gedaan="organisation"))


@blueprint.route("/informatie-vooraf", methods=["GET", "POST"])
def start_notices() -> ResponseReturnValue:
    """Record that clients were told of the regulation at the start (art. 4.1)."""
    form = forms.StartNoticeForm()
    if form.validate_on_submit():
        try:
            register.told_at_start(state.session(), state.me(), **form.values(), now=state.now())
        except Refused as error:
            form.refuse(error.field, words.reason(error.reason))
        else:
            return redirect(url_for(".start_notices", gedaan="told"))
    return page("admin/start_notices.html", form=form, items=learning.start_notices(state.session()))


@blueprint.get("/brieven", endpoint="letters")
def staff_letters() -> ResponseReturnValue:
    """List letters to staff about their accounts, nothing of a case."""
    return page("admin/letters.html", items=letters.of_staff(state.session()))
