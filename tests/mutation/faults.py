"""The faults: in which file, which text becomes which, why it would be bad, and the tests expected to catch it.

Each text stands exactly once in its file (`test_faults.py` holds it). The tests are the quick ones; the rest of the suite
catches many of them too.
"""

from typing import NamedTuple

STORY = "tests/model/test_story.py"
WALLS = "tests/model/test_walls.py"


class Fault(NamedTuple):
    file: str
    old: str
    new: str
    reason: str
    tests: tuple[str, ...] = (STORY,)


REACH = "kantoor/access/reach.py"
PAPERS = "kantoor/access/documents.py"
READERS = "kantoor/access/readers.py"
ALPHABET = "kantoor/access/alphabet.py"
WAYS = "kantoor/access/ways.py"
OVERSEEN = "kantoor/access/overseen.py"
TYPED = "kantoor/organizations/typed.py"
CHOOSABLE = "kantoor/organizations/choosable.py"
PATHS = "kantoor/access/paths.py"
NEWEST = "kantoor/access/newest.py"
SHARED = "kantoor/access/shared.py"
POLICY = "kantoor/access/policy.py"

FAULTS: tuple[Fault, ...] = (
    # Access: places, memberships, roles
    Fault(
        REACH,
        'return Q(partnership=None) | Q(Exists(Partnership.objects.live(at).filter(pk=OuterRef("partnership_id"))))',
        "return Q()",
        "what hangs on a partnership outlives its date until somebody writes it down",
    ),
    Fault(
        REACH,
        "return Exists(Block.objects.live(at).filter(user_id=OuterRef(user)))",
        "return Exists(Block.objects.live().filter(user_id=OuterRef(user)))",
        "wrong moment: who is blocked now counts as blocked then",
    ),
    Fault(
        REACH,
        "return GroupMembership.objects.live(at).filter(rests(at), group_open)",
        "return GroupMembership.objects.live(at).filter(group_open)",
        "wrong partnership condition: a place in a partner group outlives the partnership",
    ),
    Fault(
        REACH,
        "return Membership.objects.live(at).filter(rests(at), not_closed)",
        "return Membership.objects.live(at).filter(not_closed)",
        "wrong partnership condition: a partner's membership outlives the partnership",
    ),
    Fault(
        REACH,
        "return memberships(at).filter(unblocked, pk__in=mine)",
        "return memberships(at).filter(pk__in=mine)",
        "missing block: who is blocked keeps the list of what they had",
    ),
    Fault(
        REACH,
        "    groups = groups_of(user, at)\n    unblocked = ~Exists(Block.objects.live(at)",
        "    groups = groups_of(user)\n    unblocked = ~Exists(Block.objects.live(at)",
        "wrong moment: today's groups give what they gave on 3 March",
    ),
    Fault(
        REACH,
        "    return Q(user_id=user), Q(group_id__in=groups), Q(unblocked)",
        "    return Q(user_id=user), Q(group_id__in=groups), Q()",
        "missing block, in every check that is made with it",
    ),
    Fault(
        REACH,
        '        ~blocked("user_id", at),\n        not_removed,',
        "        not_removed,",
        "missing block: a blocked last administrator goes on reading a closed organization",
    ),
    Fault(
        REACH,
        '        ~blocked("user_id", at),\n        not_removed,',
        '        ~blocked("user_id", at),',
        "missing end: a removed last administrator goes on reading a closed organization",
    ),
    Fault(
        REACH,
        "        role=OrganizationRole.ADMINISTRATOR,\n        partnership=None,",
        "        partnership=None,",
        "off by one role: everybody who was a member goes on reading a closed organization",
    ),
    Fault(
        REACH,
        "        role=OrganizationRole.ADMINISTRATOR,\n        partnership=None,",
        "        role=OrganizationRole.ADMINISTRATOR,",
        "wrong partnership condition: a partner goes on reading what was closed",
    ),
    Fault(
        REACH,
        "    return max((role for (role,) in rows), default=None)",
        "    return min((role for (role,) in rows), default=None)",
        "of several roles the lowest counts (7.6)",
    ),
    Fault(
        REACH,
        "def role_in(user: UUID, organization: UUID, at: Moment | None = None)",
        "@__import__('functools').cache\ndef role_in(user: UUID, organization: UUID, at: Moment | None = None)",
        "cached right: a role counts after it has ended (8.1)",
    ),
    Fault(
        REACH,
        '        .annotate(m=Max("role"))',
        '        .annotate(m=__import__("django.db.models").db.models.Min("role"))',
        "the list says another role than the check",
    ),
    Fault(
        REACH,
        'seats = places(at).filter(~blocked("user_id", at), group_id__in=groups)',
        'seats = places().filter(~blocked("user_id", at), group_id__in=groups)',
        "wrong moment: the audience of then with the groups of now",
    ),
    Fault(
        REACH,
        "        user__removed_at=None,\n        expires_at=None,",
        "        user__removed_at=None,",
        "the last administrator counts although their membership has an end date (5.7)",
        (WALLS,),
    ),
    Fault(
        REACH,
        '        ~blocked("user_id"),\n        organization_id=organization,\n',
        "        organization_id=organization,\n",
        "a blocked administrator counts as the one who stays (5.7)",
        (WALLS,),
    ),
    Fault(
        REACH,
        '        user__environment_id=F("organization__environment_id"),\n        user__removed_at=None,',
        "        user__removed_at=None,",
        "missing tenant: a partner's administrator counts as the one who stays (5.7)",
    ),
    Fault(
        "kantoor/kernel/intervals.py",
        '| Q(**{f"{p}expires_at__gt": then})',
        '| Q(**{f"{p}expires_at__gte": then})',
        "missing end, by one moment: a grant still counts at its date",
    ),
    Fault(
        "kantoor/kernel/intervals.py",
        'return Q(**{f"{p}valid_from__lte": then}) & not_ended & not_past',
        "return not_ended & not_past",
        "wrong moment: a grant counts before it began",
    ),
    # Access: documents and shares
    Fault(
        PAPERS,
        "    OrganizationRole.VIEWER: Level.VIEW,",
        "    OrganizationRole.VIEWER: Level.EDIT,",
        "off by one role: viewers may edit (7.5)",
    ),
    Fault(
        PAPERS,
        "    return Share.objects.live(at).filter(reach.rests(at), not_closed)",
        "    return Share.objects.live(at).filter(not_closed)",
        "wrong partnership condition in `shares`: a share outlives the partnership that it rests on",
    ),
    Fault(
        PAPERS,
        "    return shares(at).filter(unblocked, pk__in=every).annotate(worth=worth(user, at))",
        "    return shares(at).filter(pk__in=every).annotate(worth=worth(user, at))",
        "missing block: shares count for who is blocked",
    ),
    Fault(
        PAPERS,
        '        default=Least(F("level"), role),',
        '        default=F("level"),',
        "off by one role: a viewer gets more through an organization than viewing",
    ),
    Fault(
        PAPERS,
        "    if at is None:\n        return Q(withheld=False) | Q(made_by_id=user)",
        "    if at is None:\n        return Q()",
        "missing withheld: what is not scanned yet is seen by everybody",
    ),
    Fault(
        PAPERS,
        "    return Q(made_at__lte=moment(at)) & (let_go | Q(made_by_id=user))",
        "    return let_go | Q(made_by_id=user)",
        "wrong moment: a document is seen before it came",
    ),
    Fault(
        PAPERS,
        '    return Document.objects.filter(seen_by(user), fully_holds(user, "organization_id") | Q(Exists(shared)))',
        '    return Document.objects.filter(fully_holds(user, "organization_id") | Q(Exists(shared)))',
        "missing withheld in `sharable`: shares of what is still held back are seen and changed",
    ),
    Fault(
        PAPERS,
        "    return shares().filter(receives, unblocked, level=Level.FULL)",
        "    return shares().filter(receives, unblocked)",
        "off by one level in `sharable`: who may view may share on (7.5)",
    ),
    Fault(
        PAPERS,
        "    roles = [role for role, level in OF_ROLE.items() if level == Level.FULL]",
        "    roles = list(OF_ROLE)",
        "off by one role in `sharable`: viewers may share on",
    ),
    Fault(
        PAPERS,
        '    rows = given.filter(~reach.blocked("user_id", at), user__isnull=False)',
        "    rows = given.filter(user__isnull=False)",
        "missing block: the audience names people who see nothing",
    ),
    Fault(
        PAPERS,
        '        Path(row["person"], min(level, OF_ROLE[row["role"]]), pk)',
        '        Path(row["person"], level, pk)',
        "the audience says a higher level than the check",
    ),
    Fault(
        PAPERS,
        "def level_on(user: UUID, document: UUID, at: Moment | None = None)",
        "@__import__('functools').cache\ndef level_on(user: UUID, document: UUID, at: Moment | None = None)",
        "cached right: a share counts after it was withdrawn (8.1)",
    ),
    Fault(
        READERS,
        '    return Q(~reach.blocked("pk", at)) & found',
        "    return found",
        "missing block: who is blocked is listed among those with access",
    ),
    Fault(
        PATHS,
        "    return max(ends) if ends and len(ends) == len(full) else None",
        "    return None",
        "who has full for a week gives it to themselves for good",
    ),
    Fault(
        SHARED,
        "    return documents.shares().filter(unblocked, held, pk__in=every).order_by()",
        "    return documents.shares().filter(unblocked, pk__in=every).order_by()",
        "missing end in the list: a share with an organization counts for who was once in it",
        ("tests/access/test_newest_shared.py",),
    ),
    Fault(
        NEWEST,
        '    return seen & (reach.reaches(user, "organization_id") | Q(pk__in=given))',
        "    return seen",
        "dropped condition: a search finds everybody's documents",
    ),
    Fault(
        "kantoor/access/wanted.py",
        "        return found.filter(box=self.box, withheld=False).order_by(*self.place.order)",
        "        return found.filter(box=self.box).order_by(*self.place.order)",
        "missing withheld in the list",
    ),
    # Permissions and the one door of actions
    Fault(
        POLICY,
        "P.MEMBERS_ADD: Grounds(S.ORGANIZATION, _ORG_ADMIN,",
        "P.MEMBERS_ADD: Grounds(S.ORGANIZATION, _MEMBER,",
        "off by one role: members add members",
    ),
    Fault(
        POLICY,
        'P.RETENTION_DECIDE: Grounds(S.ORGANIZATION, _ORG_ADMIN, _("decide how long its documents are kept")),',
        'P.RETENTION_DECIDE: Grounds(S.ORGANIZATION, _ORG_ADMIN, _("decide how long its documents are kept"), True),',
        "last administrators decide more than holds of what is closed",
        ("tests/retention/test_holds.py",),
    ),
    Fault(
        POLICY,
        "P.DOCUMENT_SHARE: Grounds(S.DOCUMENT, _FULL,",
        "P.DOCUMENT_SHARE: Grounds(S.DOCUMENT, _EDIT,",
        "off by one level: who may edit may share on",
    ),
    Fault(
        POLICY,
        "P.PEOPLE_BLOCK: Grounds(S.ENVIRONMENT, _ADMIN,",
        "P.PEOPLE_BLOCK: Grounds(S.ENVIRONMENT, _ADVANCED,",
        "off by one role: advanced users block people",
    ),
    Fault(
        "kantoor/access/action.py",
        "    if fresh is None:\n        raise NotFound\n",
        "    fresh = actor\n",
        "cached right: who was demoted or blocked a moment ago still acts",
        (WALLS,),
    ),
    # Actions
    Fault(
        "kantoor/organizations/memberships.py",
        "        partnership=membership.partnership,\n        since=",
        "        since=",
        "wrong partnership condition: a partner with another role hangs on nothing",
    ),
    Fault(
        "kantoor/organizations/memberships.py",
        '    keep_an_administrator(membership, _("remove them"))\n',
        "",
        "the last administrator can be removed (5.7)",
    ),
    Fault(
        "kantoor/organizations/adding_members.py",
        "    own = holder.environment_id == organization.environment_id\n",
        "    own = True\n",
        "people of partners are members before they say yes (5.4)",
    ),
    Fault(
        "kantoor/organizations/asking.py",
        "    if not Partnership.objects.live().filter(pk=partnership.pk).exists():",
        "    if False:",
        "a request is accepted after the partnership's date",
    ),
    Fault(
        CHOOSABLE,
        '    return User.objects.filter(~reach.blocked("pk"), removed_at=None)',
        "    return User.objects.filter(removed_at=None)",
        "blocked people can be chosen (5.2)",
        (WALLS,),
    ),
    Fault(
        "kantoor/organizations/candidates.py",
        "            .filter(named | Q(environment_id__in=self._whole_sides))\n",
        "",
        "people of a partner who were not put forward can be chosen (6.3)",
    ),
    Fault(
        "kantoor/organizations/closing.py",
        "    shared = Share.objects.filter(Q(organization=organization) | Q(to_organization=organization))",
        "    shared = Share.objects.filter(organization=organization)",
        "missing end: what was shared with a closed organization stays shared",
        (WALLS,),
    ),
    Fault(
        "kantoor/organizations/seen.py",
        '            Organization.objects.filter(environment_id=actor.environment_id).values("pk"), all=True',
        '            Organization.objects.values("pk"), all=True',
        "missing tenant: an administrator sees everybody's organizations",
    ),
    Fault(
        "kantoor/sharing/shares.py",
        "        partnership=pair,\n        **place,",
        "        **place,",
        "wrong partnership condition: a share across hangs on nothing",
    ),
    Fault(
        "kantoor/sharing/shares.py",
        "    if share is None or share.expires_at != until:\n        _refuse_outlasting(actor, document, until)\n",
        "",
        "who has full for a week gives it to others for good",
    ),
    Fault(
        "kantoor/groups/people.py",
        "        begin(group, user, actor.user, group.partnership)\n",
        "        begin(group, user, actor.user, None)\n",
        "wrong partnership condition: an own person's place in a partner group hangs on nothing",
        (WALLS,),
    ),
    Fault(
        "kantoor/groups/people.py",
        "        own = pk in people and people[pk].environment_id == group.environment_id\n",
        "        own = pk in people\n",
        "people of partners are in the group before they say yes (7.1)",
    ),
    Fault(
        "kantoor/groups/groups.py",
        "        model.objects.filter(group=group) for model in (GroupMembership, Membership, Share)\n",
        "        model.objects.filter(group=group) for model in (GroupMembership, Membership)\n",
        "missing end: what a closed group was given stays",
        (WALLS,),
    ),
    Fault(
        "kantoor/access/groups.py",
        '        known = known.union(Group.objects.filter(environment_id=overseen).values("pk"))',
        '        known = known.union(Group.objects.values("pk"))',
        "missing tenant: an administrator sees the groups of other companies",
        (WALLS,),
    ),
    Fault(
        "kantoor/partnerships/ending.py",
        "    for rows in (hanging.memberships, hanging.places, hanging.shares, hanging.participants):",
        "    for rows in (hanging.memberships, hanging.places, hanging.participants):",
        "missing end: shares across an ended partnership stay",
    ),
    Fault(
        "kantoor/partnerships/participants.py",
        "        partnership_id__in=live, environment_id=actor.environment_id\n",
        "        partnership_id__in=live\n",
        "missing tenant: one side takes out the participants of the other",
    ),
    Fault(
        "kantoor/accounts/blocks.py",
        "    administrators.require_others(user)\n",
        "",
        "the last administrator can be blocked (5.7)",
    ),
    Fault(
        "kantoor/accounts/removals.py",
        "        holdings.shares(user),\n",
        "",
        "missing end: shares of a removed person stay",
    ),
    Fault(
        "kantoor/environments/people.py",
        "    return _described(User.objects.filter(environment_id=actor.environment_id, removed_at=None))",
        "    return _described(User.objects.filter(removed_at=None))",
        "missing tenant: administrators act on people of other companies",
    ),
    # Reads
    Fault(
        "kantoor/documents/lists.py",
        "    if reach.role_in(actor.user_id, organization) is None:\n        return Document.objects.none()\n",
        "",
        "dropped condition: anybody counts the documents of any organization",
    ),
    Fault(
        "kantoor/documents/lists.py",
        "Document.objects.filter(newest.tested(user, keys), pk__among=keys)",
        "Document.objects.filter(pk__among=keys)",
        "dropped condition: the search box finds everybody's documents",
    ),
    Fault(
        "kantoor/documents/documents.py",
        '    return reached.reached_each(actor.user_id).select_related("organization__environment")',
        '    return Document.objects.select_related("organization__environment")',
        "dropped condition: the door for files opens to everybody",
    ),
    Fault(
        "kantoor/sharing/lists.py",
        "        rows = rows.filter(Q(document__withheld=False) | Q(document__made_by_id=actor.user_id))\n",
        "",
        "missing withheld in the list of shares",
    ),
    Fault(
        TYPED,
        "for side in some if getattr(side, part)]",
        "for side in some]",
        "people of a partner who were not put forward are found by typing (6.3)",
        ("tests/organizations/test_typed.py", "tests/organizations/test_wall.py"),
    ),
    Fault(
        CHOOSABLE,
        "    return active().filter(of(pk=environment))",
        "    return active()",
        "missing tenant: anybody of any company can be chosen as one's own",
    ),
    Fault(
        SHARED,
        "p WHERE EXISTS ({proof}) {end}",
        "p WHERE EXISTS ({proof}) OR 1 = 1 {end}",
        "dropped condition: shares that do not hold are listed",
        ("tests/access/test_newest_property.py",),
    ),
    Fault(
        SHARED,
        "return found if len(found) >= asked.most or upto is None else None",
        "return found",
        "off by one page: shares beyond those looked at first are never listed",
        ("tests/access/test_newest_shared.py",),
    ),
    Fault(
        PAPERS,
        'within = Q(to_organization__isnull=False) & reach.holds(user, "to_organization_id")',
        "within = Q(to_organization__isnull=False)",
        "missing end by arrival: a share with an organization gives everybody the document",
        (WALLS,),
    ),
    # What previews and the past tell of another company (decision 0146)
    Fault(
        PATHS,
        'return self.steps if known else [_("via a group of theirs"), self.organization]',
        "return self.steps",
        "a group inside a partner's organization is named to the other company",
        ("tests/sharing/test_shares.py",),
    ),
    Fault(
        "kantoor/sharing/inquiries.py",
        "return [replace(path, obstacle=None) for path in own]",
        "return own",
        "who has full by a share learns that another receiver is blocked",
        ("tests/web/explain/test_pages.py",),
    ),
    Fault(
        "kantoor/access/consequences.py",
        "hidden = doubtful - seen | everybody & unnamed",
        "hidden = doubtful - seen",
        "the preview of a share is a way to look into organizations and groups",
        ("tests/access/test_consequences.py",),
    ),
    Fault(
        "kantoor/sharing/foreseeing.py",
        "return [document for document in documents if document.organization_id in mine]",
        "return list(documents)",
        "who has full by a share learns from a preview who is a member",
        ("tests/access/test_consequences.py", "tests/web/sharing/test_pages.py"),
    ),
    Fault(
        "kantoor/access/guests.py",
        "return guests.known & shown if",
        "return shown if",
        "what changed for a partner names people who were never put forward",
        ("tests/web/history/test_pages.py",),
    ),
    Fault(
        "kantoor/access/whereabouts.py",
        "turned | Q(user_id__among=shaken)), theirs",
        "turned | Q(user_id__among=shaken, role=0)), theirs",
        "what changed for a partner leaves out who was blocked",
        ("tests/web/history/test_pages.py",),
    ),
    Fault(
        "kantoor/organizations/seen.py",
        'known = reach.reaches(actor.user_id, "pk") | overseen(actor)',
        'known = reach.holds(actor.user_id, "pk") | overseen(actor)',
        "the last administrators of what is closed no longer find it",
        ("tests/access/test_looking.py",),
    ),
    Fault(
        "kantoor/history/standing.py",
        'address=person.email if seen and person.removed_at is None else "",',
        'address=person.email if person.removed_at is None else "",',
        "the past gives the mail addresses of people who are not seen today",
        ("tests/web/history/test_pages.py",),
    ),
    Fault(
        "kantoor/organizations/organizations.py",
        'self.known(actor, reach.reaches(actor.user_id, "pk"))',
        "self.known(actor, Q(environment__isnull=False))",
        "what is perhaps reached is shown to somebody in very many organizations without being proved",
        ("tests/organizations/test_organizations.py",),
    ),
    Fault(
        "kantoor/inbox/requests.py",
        "        number = len(certain) + len(proved)",
        "        number = len(certain) + len(asked)",
        "the rail counts questions for access that somebody else answers",
        ("tests/sharing/test_asking.py",),
    ),
    Fault(
        "kantoor/web/templatetags/fixed.py",
        "self.nodelist.render(context.new(values))",
        "self.nodelist.render(context)",
        "a part that is drawn once knows of the person for whom it was drawn first",
        ("tests/web/test_fixed.py",),
    ),
    # What is looked at near its beginning
    Fault(
        READERS,
        '    return reach.places(at).filter(Exists(given.filter(group_id=OuterRef("group_id")))).order_by()',
        '    return reach.places().filter(Exists(given.filter(group_id=OuterRef("group_id")))).order_by()',
        "wrong moment: who had a place in the group then is left out of who could read",
        ("tests/access/test_readers.py",),
    ),
    Fault(
        READERS,
        "        if self.at and not self.company_id:",
        "        if False:",
        "who was removed since is left out of who could read then",
        ("tests/access/test_readers.py", "tests/access/test_documents_property.py"),
    ),
    Fault(
        ALPHABET,
        "    return _gathered(crowd, turn, given) if edge and len(found) < turn.most else found",
        "    return found",
        "who comes late in the alphabet is left out of who has access",
        ("tests/access/test_readers.py", "tests/overview/test_overview.py"),
    ),
    Fault(
        OVERSEEN,
        '            yield replace(self, side="external")',
        "            pass",
        "people of partners are left out of the overview of a company's access",
        ("tests/overview/test_overview.py",),
    ),
    Fault(
        CHOOSABLE,
        "    return active().alias(company=company).filter(company__among=sides)",
        "    return active().alias(company=company).exclude(company=environment)",
        "the picker names people of companies that are no partner",
        ("tests/organizations/test_typed.py",),
    ),
    Fault(
        TYPED,
        "                if len(rows) == SHOWN:",
        "                if rows:",
        "the picker leaves people out who come later in the alphabet",
        ("tests/organizations/test_typed.py",),
    ),
    Fault(
        WAYS,
        "if role >= OrganizationRole.MEMBER}",
        "}",
        "who only reads is offered to make documents there",
        ("tests/documents/test_lists.py",),
    ),
    Fault(
        WAYS,
        "        return found if self.whole and len(found) <= FEW else None",
        "        return found",
        "a list leaves out what the rest of very many organizations have",
        ("tests/access/test_newest_property.py", "tests/documents/test_lists.py"),
    ),
    Fault(
        "kantoor/access/guests.py",
        "lasting = through.held, through.shared",
        "lasting = through.moved, through.shared",
        "what changed for a partner leaves out who came into a group or left it",
        ("tests/web/history/test_partner_changes.py",),
    ),
    Fault(
        "kantoor/access/shared.py",
        "        found += _proved(asked, candidates)\n        if len(candidates) < end - start:",
        "        found += candidates\n        if len(candidates) < end - start:",
        "a list by date shows what is only perhaps shared",
        ("tests/access/test_newest_shared.py",),
    ),
    Fault(
        PAPERS,
        "        return document.made_at <= at",
        "        return True",
        "somebody is told to have seen a document before it came",
        ("tests/access/test_readers.py",),
    ),
    Fault(
        "kantoor/web/sharing/dialog.py",
        "    if unscripted.looks(request) or not form.is_valid():",
        "    if not form.is_valid():",
        "who only looks for a name without scripts shares with those picked so far",
        ("tests/web/test_unscripted.py",),
    ),
    Fault(
        "kantoor/sharing/named.py",
        "    return known.everybody().filter(pk__among=keys)",
        "    return User.objects.filter(pk__among=keys)",
        "whoever asks why finds by name everybody there is",
        ("tests/sharing/test_known.py",),
    ),
    Fault(
        "kantoor/access/wanted.py",
        "for name in given}, shared=shared, kind=kind)",
        "for name in given}, kind=kind)",
        "what is found by a word among what was shared is found among everything",
        ("tests/access/test_newest_shared.py",),
    ),
    Fault(
        "kantoor/access/newest.py",
        'test, prover = f"({test} OR EXISTS ({given}))", [*prover, *giver]',
        'test, prover = f"({test} AND NOT EXISTS ({given}))", [*prover, *giver]',
        "a list by date of who is in thousands leaves out what was shared",
        ("tests/access/test_newest_shared.py",),
    ),
    Fault(
        "kantoor/sharing/lists.py",
        "            rows.filter(group_id__among=groups),\n",
        "",
        "shares are not found by the name of the group that was given them",
        ("tests/sharing/test_lists.py",),
    ),
    Fault(
        "kantoor/access/newest.py",
        "    return found if over else None",
        "    return found",
        "a list of who is in thousands ends where a way along all documents was given up",
        ("tests/access/test_newest_shared.py",),
    ),
    Fault(
        "kantoor/access/guests.py",
        "    own, here = places.pop(guests.side, set()), places.pop(guests.ours, set())",
        "    own, here = places.pop(guests.side, set()), places.pop(guests.ours, set()) and set()",
        "what changed for a partner leaves out whom an organization of ours that got a share lets read",
        ("tests/web/history/test_partner_changes.py",),
    ),
    Fault(
        "kantoor/access/guests.py",
        "            elsewhere.filter(ended_at__gt=moment(guests.since)),\n",
        "",
        "what changed for a partner leaves out who left an organization of a third company",
        ("tests/web/history/test_partner_changes.py",),
    ),
    Fault(
        "kantoor/access/guests.py",
        "_forward(self).filter(_there_then(), user=None)",
        "_forward(self).filter(user=None)",
        "what changed for a partner names who came when nobody was put forward any more",
        ("tests/web/history/test_partner_changes.py",),
    ),
    Fault(
        CHOOSABLE,
        'live(), live("partnership"), between',
        "live(), between",
        "the picker of a company with very many partners names people of a partnership that has ended (6.4)",
        ("tests/organizations/test_typed.py",),
    ),
    Fault(
        "kantoor/access/guests.py",
        "        turned |= Q(place__among=through.opened) if through.opened else Q()\n",
        "",
        "what changed for a partner leaves out whom an organization of theirs lets read what came to be shared with it",
        ("tests/web/history/test_partner_changes.py",),
    ),
    Fault(
        "kantoor/access/guests.py",
        "    fits = Q(Exists(shares.filter(row_turned(window)))) | shaken & Q(Exists(shares))",
        "    fits = Q(Exists(shares.filter(row_turned(window))))",
        "what changed for a partner leaves out who was blocked and had a share alone",
        ("tests/web/history/test_partner_changes.py",),
    ),
    Fault(
        "kantoor/access/guests.py",
        "        fits |= Q(Exists(there.filter(turned))) | shaken & Q(Exists(there))",
        "        fits |= Q(Exists(there.filter(turned)))",
        "what changed for a partner leaves out who was blocked and was in a group with a share",
        ("tests/web/history/test_partner_changes.py",),
    ),
    Fault(
        "kantoor/access/whereabouts.py",
        '        rows.filter(user_id__among=people).values_list("organization_id", flat=True),\n',
        "",
        "what changed for a partner leaves out what came to be shared with an organization that they are in",
        ("tests/web/history/test_partner_changes.py",),
    ),
    Fault(
        "kantoor/access/whereabouts.py",
        '        rows.filter(group_id__in=seats.values("group_id")).values_list("organization_id", flat=True),\n',
        "",
        "what changed for a partner leaves out what came to be shared with an organization that their group is in",
        ("tests/web/history/test_partner_changes.py",),
    ),
    Fault(
        "kantoor/access/whereabouts.py",
        "        .filter(which__among=receivers)\n",
        "        .filter(which__among=receivers[:0])\n",
        "what changed for a partner leaves out what came to be shared with a group that they are in",
        ("tests/web/history/test_partner_changes.py",),
    ),
    Fault(
        "kantoor/access/guests.py",
        "    telling = Q(group__isnull=False) | row_turned(window) | ~Q(to_organization_id__in=places)",
        "    telling = Q(group__isnull=False) | ~Q(to_organization_id__in=places)",
        "what changed for a partner leaves out what came to be shared with an organization of ours",
        ("tests/web/history/test_partner_changes.py",),
    ),
)
