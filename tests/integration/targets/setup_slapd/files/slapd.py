# Copyright (c) 2026, the nomadic.fleet authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An OpenLDAP server with two people and a group, one of them in it."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "setup_servers" / "files"))

from counterpart import ADDRESS, libraries, main, must
from processes import LIFETIME, free_ports, listens, spawn, wait

BASE = "dc=example,dc=org"
CONFIG = """\
include {root}/etc/ldap/schema/core.schema
include {root}/etc/ldap/schema/cosine.schema
include {root}/etc/ldap/schema/inetorgperson.schema
pidfile {folder}/slapd.pid
argsfile {folder}/slapd.args
modulepath {root}/usr/lib/ldap
moduleload back_mdb
database mdb
suffix {base}
rootdn cn=admin,{base}
rootpw {password}
directory {folder}/data
access to attrs=userPassword by self write by anonymous auth by * none
access to * by * read
"""
TREE = """\
dn: {base}
objectClass: dcObject
objectClass: organization
o: Example

dn: ou=people,{base}
objectClass: organizationalUnit

dn: ou=groups,{base}
objectClass: organizationalUnit

dn: cn=operators,ou=groups,{base}
objectClass: groupOfNames
member: uid=alice,ou=people,{base}
"""
PERSON = """
dn: uid={uid},ou=people,{base}
objectClass: inetOrgPerson
cn: {uid}
sn: {uid}
userPassword: {password}
"""


def start(folder: Path, root: Path) -> dict[str, Any]:
    """Fill the directory, and serve it."""
    (port,) = free_ports(1)
    url = f"ldap://{ADDRESS}:{port}"
    password, users = secrets.token_hex(8), {uid: secrets.token_hex(8) for uid in ("alice", "bob")}
    (folder / "data").mkdir()
    config, tree = folder / "slapd.conf", folder / "tree.ldif"
    config.write_text(CONFIG.format(root=root, folder=folder, base=BASE, password=password))
    people = [PERSON.format(uid=uid, base=BASE, password=one) for uid, one in users.items()]
    tree.write_text(TREE.format(base=BASE) + "".join(people))
    binary = f"{root}/usr/sbin/slapd"
    must([binary, "-T", "add", "-f", config, "-l", tree], root)
    spawn(folder, "slapd", [binary, "-d", "0", "-f", str(config), "-h", url], LIFETIME, libraries(root))
    wait(folder, "slapd", lambda: listens(port))
    return {
        "url": url,
        "base_dn": BASE,
        "bind_dn": f"cn=admin,{BASE}",
        "bind_password": password,
        "user_dn": f"ou=people,{BASE}",
        "users": users,
        "group_dn": f"ou=groups,{BASE}",
        "group": "operators",
    }


if __name__ == "__main__":
    main(start)
